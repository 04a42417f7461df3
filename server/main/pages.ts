import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** What answers every request that no other part of the appliance takes. */
export type Pages = {
  serve(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** A WebSocket of the pages themselves: Next's development mode alone has one. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
};

/** Opens the pages of a checkout or a release: `folder` holds app/ and its build, `port` is what Next names in its messages. */
export type OpenPages = (where: { folder: string; isDevelopment: boolean; port: number }) => Promise<Pages>;

/** Next, as built, or in development mode as it compiles. */
export const openNextPages: OpenPages = async ({ folder, isDevelopment, port }) => {
  // Loaded here: an appliance of a test that serves no pages starts without it.
  const { default: next } = await import('next');
  // Next attaches an upgrade listener of its own and ends sockets whose path a page matches: it gets an emitter of its own instead.
  const upgrades = new EventEmitter();
  const app = next({ dev: isDevelopment, dir: folder, hostname: 'localhost', port, httpServer: upgrades as never });
  await app.prepare();
  const serve = app.getRequestHandler();
  return {
    serve: (request, response) => serve(request, response),
    upgrade(request, socket, head) {
      if (isDevelopment && request.url?.startsWith('/_next/')) upgrades.emit('upgrade', request, socket, head);
      else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    },
    close: () => app.close(),
  };
};
