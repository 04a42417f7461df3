import { bringUp } from './up.ts';

/** `npm run dev`: the same appliance, with Next's development mode for the pages. */
export function run(args: string[]): Promise<number> {
  return bringUp(args, { isDevelopment: true });
}
