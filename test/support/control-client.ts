import { applianceAt } from '#scripts/cloister/appliance-client.ts';

/** The procedures over the control socket, as the console calls them. */
export function trpcOverSocket(socketPath: string) {
  return applianceAt(socketPath).trpc;
}
