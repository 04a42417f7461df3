import { request } from 'node:http';
import { createTRPCClient, httpLink } from '@trpc/client';
import type { AppRouter } from '#server/api/index.ts';

/** The procedures over the control socket, as the console. */
export function trpcOverSocket(socketPath: string, user = 'tester') {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: 'http://console/trpc',
        headers: { 'x-cloister-user': user },
        fetch: (url, init) => fetchOverSocket(socketPath, String(url), init),
      }),
    ],
  });
}

type Init = { method?: string; headers?: unknown; body?: unknown };

function fetchOverSocket(socketPath: string, url: string, init: Init = {}): Promise<Response> {
  const { pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const headers = Object.fromEntries(new Headers(init.headers as HeadersInit));
    const sent = request({ socketPath, path: `${pathname}${search}`, method: init.method ?? 'GET', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve(new Response(Buffer.concat(chunks), { status: answer.statusCode ?? 500 })));
    });
    sent.on('error', reject);
    sent.end(init.body as string | undefined);
  });
}
