import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Context } from '#server/api/index.ts';
import { AppError, limits, log } from '#server/platform/index.ts';
import { commandRecorder, consoleActor } from './console-caller.ts';
import { type LiveSockets, refuseUpgrade } from './live-sockets.ts';
import { answerJson, refuse } from './refuse.ts';
import { answerReady, callTrpc, sendAuditExport } from './routes.ts';
import { receiveBundle } from './upload-route.ts';

export function controlSocketPath(runtimeDir: string): string {
  return join(runtimeDir, 'control.sock');
}

export type ControlSocket = { path: string; close(): Promise<void> };

/**
 * Opens the control socket: the same procedures for whoever may open the file, which is the service user and root.
 *
 * @param origin address of the appliance, for links
 */
export async function openControlSocket(runtimeDir: string, origin: string, live: LiveSockets): Promise<ControlSocket> {
  const path = controlSocketPath(runtimeDir);
  // One of a killed appliance is left; the data folder's lock says that no other one lives.
  rmSync(path, { force: true });
  const recordCommand = commandRecorder();
  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    const url = URL.parse(request.url ?? '', 'http://console') ?? new URL('http://console');
    answer(request, response, url, origin, recordCommand).catch((error) => refuse(request, response, error, url.pathname));
  });
  server.maxConnections = limits.connections;
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    recordCommand(request, 'live')
      .then(() => live.take(request, socket, head, consoleContext(request, 'socket', origin)))
      .catch((error) => refuseUpgrade(socket, error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  // The folder is shut to others already; the mode says so of the socket itself.
  chmodSync(path, 0o600);
  return { path, close: () => close(server) };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  origin: string,
  recordCommand: ReturnType<typeof commandRecorder>,
): Promise<void> {
  if (url.pathname === '/healthz') return answerJson(response, 200, { alive: true });
  if (url.pathname === '/readyz') return answerReady(response, consoleActor(request));
  await recordCommand(request, url.pathname.replace('/trpc/', ''));
  if (url.pathname === '/upload') return receiveBundle(request, response, consoleActor(request));
  if (url.pathname.startsWith('/trpc/')) return callTrpc(request, response, consoleContext(request, 'http', origin));
  if (url.pathname === '/audit/export') return sendAuditExport(request, response, consoleActor(request), url.searchParams);
  throw new AppError('request.notFound', { what: 'such route' });
}

function consoleContext(request: IncomingMessage, transport: 'http' | 'socket', origin: string): Context {
  const actor = consoleActor(request);
  return {
    door: 'console',
    transport,
    origin,
    networkOrigin: null,
    address: '',
    certificate: null,
    live: { open: 0, calls: 0 },
    loadActor: () => Promise.resolve(actor),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close((err) => {
      if (err) log('main').debug({ err }, 'the control socket was closed already');
      resolve();
    });
    server.closeAllConnections();
  });
}
