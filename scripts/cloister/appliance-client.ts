import type { Readable } from 'node:stream';
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from '@trpc/client';
import type { AppRouter } from '#server/api/index.ts';
import { callerHeaders } from './caller.ts';
import { socketEventSource } from './socket-events.ts';
import { openOverSocket, socketFetch } from './socket-fetch.ts';

/** The running appliance, at its control socket. */
export type Appliance = {
  trpc: TRPCClient<AppRouter>;
  /** A plain GET, for what is downloaded in pieces. */
  download(path: string): ReturnType<typeof openOverSocket>;
  /** A POST whose body is sent as it is read. */
  send(path: string, body: Readable, headers: Record<string, string>): ReturnType<typeof openOverSocket>;
};

const url = 'http://localhost/trpc';

/** Connects at the first call, not here. @param command what the audit log names it */
export function applianceAt(socketPath: string, command = 'cloister'): Appliance {
  const headers = callerHeaders(command);
  const trpc = createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url, EventSource: socketEventSource(socketPath, headers) }),
        false: httpLink({ url, headers, fetch: socketFetch(socketPath), methodOverride: 'POST' }),
      }),
    ],
  });
  return {
    trpc,
    download: (path) => openOverSocket(socketPath, path, { headers }),
    send: (path, body, more) => openOverSocket(socketPath, path, { method: 'POST', headers: { ...headers, ...more }, body }),
  };
}
