import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { type ClientOptions, WebSocket } from 'ws';
import type { AppRouter } from '#server/api/index.ts';

type TlsOptions = ClientOptions & { servername?: string };

/** A browser tab's live connection. */
export type LiveTab = {
  call: ReturnType<typeof createTRPCClient<AppRouter>>;
  /** Close code of each connection that ended. */
  closed: number[];
  close(): Promise<void>;
};

/**
 * Opens a tab's WebSocket as the pages do, without their reconnecting.
 *
 * @param door "http://localhost:PORT" or "https://NAME:PORT", connected to on loopback
 */
export function openTab(door: string, cookie: string, ca?: string): LiveTab {
  const url = new URL(door);
  const closed: number[] = [];
  class Socket extends WebSocket {
    constructor() {
      const address = `${url.protocol === 'https:' ? 'wss' : 'ws'}://127.0.0.1:${url.port}/trpc/live`;
      super(address, {
        headers: { host: url.host, origin: door, cookie },
        ...(ca && { ca, servername: url.hostname }),
      } satisfies TlsOptions);
      this.on('close', (code) => closed.push(code));
    }
  }
  const client = createWSClient({ url: door, WebSocket: Socket as never, retryDelayMs: () => 3_600_000 });
  return {
    call: createTRPCClient<AppRouter>({ links: [wsLink<AppRouter>({ client })] }),
    closed,
    close: () => client.close(),
  };
}
