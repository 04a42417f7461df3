import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import type { AppRouter } from '#server/api/index.ts';

const ENTRY = fileURLToPath(new URL('./appliance-entry.ts', import.meta.url));

export type Client = ReturnType<typeof createTRPCClient<AppRouter>>;

/**
 * Starts the appliance as it is, less its pages, and connects to its control socket.
 *
 * @param folder its own, for data and home
 * @param model file that it serves; none leaves it without
 */
export async function startedAppliance(resources: AsyncDisposableStack, folder: string, model: string | undefined): Promise<Client> {
  const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', process.execPath, ENTRY], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      ...{ PATH: process.env.PATH, HOME: folder, NODE_ENV: 'production', CLOISTER_DATA: join(folder, 'data'), CLOISTER_PORT: '0' },
      ...{ CLOISTER_LOG: 'file', ...(model && { CLOISTER_MODEL: model }) },
    },
  });
  resources.defer(() => stopped(child));
  const [{ controlSocket }] = (await once(child, 'message')) as [{ controlSocket: string }];
  class Socket extends WebSocket {
    constructor() {
      super(`ws+unix:${controlSocket}:/trpc/live`);
    }
  }
  const socket = createWSClient({ url: 'ws://console', WebSocket: Socket as never });
  resources.defer(() => socket.close());
  return createTRPCClient<AppRouter>({ links: [wsLink<AppRouter>({ client: socket })] });
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.disconnect();
  await once(child, 'exit');
}
