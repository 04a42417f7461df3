import { type IncomingMessage, request } from 'node:http';
import type { Readable } from 'node:stream';
import { AppError } from '#server/platform/index.ts';

type RequestInit = { method?: string; headers?: Record<string, string>; body?: string | Readable; signal?: AbortSignal | null | undefined };

/**
 * Opens a request on a unix socket.
 *
 * @param path with its query
 * @throws AppError `appliance.notRunning` where nobody listens, `console.denied` where the socket may not be used
 */
export function openOverSocket(socketPath: string, path: string, init: RequestInit = {}): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const opened = request(
      {
        socketPath,
        path,
        method: init.method ?? 'GET',
        headers: { host: 'localhost', ...init.headers },
        ...(init.signal && { signal: init.signal }),
      },
      resolve,
    );
    opened.on('error', (cause: NodeJS.ErrnoException) => reject(asAppError(cause, socketPath)));
    const { body } = init;
    if (body === undefined || typeof body === 'string') {
      opened.end(body);
      return;
    }
    // A body that cannot be read to its end is never taken for a whole one.
    body.on('error', (error) => opened.destroy(error));
    opened.on('close', () => body.destroy());
    body.pipe(opened);
  });
}

function asAppError(cause: NodeJS.ErrnoException, socket: string): Error {
  if (cause.code === 'ENOENT' || cause.code === 'ECONNREFUSED') return new AppError('appliance.notRunning', { socket }, { cause });
  if (cause.code === 'EACCES') return new AppError('console.denied', { socket }, { cause });
  return cause;
}

/** `fetch` over a unix socket, as far as tRPC's link needs it. */
export function socketFetch(socketPath: string) {
  return async (input: URL | string | Request, init: object = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const response = await openOverSocket(socketPath, `${url.pathname}${url.search}`, init as RequestInit);
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return new Response(Buffer.concat(chunks), { status: response.statusCode ?? 502, headers: { 'content-type': 'application/json' } });
  };
}
