import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import type { NextApiRequest, NextApiResponse } from 'next';
import type NextAuthType from 'next-auth';
import { authOptions } from '#app/_auth/auth-options.ts';
import type { OpenPages } from '#server/main/pages.ts';
import { runProcess } from '#server/main/run-process.ts';
import { openAppliance } from '#server/main.ts';

// server/main.ts as it is, less Next: next-auth's route with the pages' own options, so that tests sign in as people do and need
// no build. Every other page is not there.

const { default: NextAuth } = createRequire(import.meta.url)('next-auth') as { default: typeof NextAuthType };

const openAuthRoute: OpenPages = async () => ({
  async serve(request, response) {
    const [path, query = ''] = (request.url ?? '').split('?');
    if (path?.startsWith('/api/auth/')) await serveAuth(request, response, path.slice('/api/auth/'.length).split('/'), query);
    else response.writeHead(404, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Not found</title>');
  },
  upgrade: (_request, socket) => void socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'),
  close: async () => {},
});

/** Gives next-auth's handler what Next's API routes would. */
async function serveAuth(request: IncomingMessage, response: ServerResponse, nextauth: string[], query: string): Promise<void> {
  const pairs = (request.headers.cookie ?? '').split('; ').map((part) => [part.split('=')[0], part.slice(part.indexOf('=') + 1)]);
  const cookies = Object.fromEntries(pairs.map(([name, value]) => [name, decodeURIComponent(value ?? '')]));
  const body = Object.fromEntries(new URLSearchParams(await text(request)));
  const asked = Object.assign(request, { query: { ...Object.fromEntries(new URLSearchParams(query)), nextauth }, cookies, body });
  const answer = Object.assign(response, {
    status(code: number) {
      response.statusCode = code;
      return answer;
    },
    json(value: unknown) {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(value));
    },
    send: (value: unknown) => response.end(typeof value === 'string' ? value : JSON.stringify(value)),
  });
  await NextAuth(
    asked as unknown as NextApiRequest,
    answer as unknown as NextApiResponse,
    authOptions(request.headers['x-forwarded-proto'] === 'https'),
  );
}

await runProcess((config) => openAppliance(config, openAuthRoute));
