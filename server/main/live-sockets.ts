import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocket, WebSocketServer } from 'ws';
import { appRouter, type Context, errorData } from '#server/api/index.ts';
import { isSessionLive, onRightsChanged, onSessionClosed } from '#server/identity/index.ts';
import { type Actor, AppError, limits, log } from '#server/platform/index.ts';

/** Application close codes (RFC 6455, 7.4.2): the client learns why before it comes back. */
const SESSION_ENDED = 4401;
const RIGHTS_CHANGED = 4403;
const GOING_AWAY = 1001;

/** How often open sockets are compared with their sessions, which end by time without an event. */
const SWEPT_EVERY_MS = 30_000;

/** A socket that ends when its client stops reading, instead of holding what waits in memory. */
class BoundedSocket extends WebSocket {
  override send(data: Parameters<WebSocket['send']>[0], ...rest: unknown[]): void {
    if (this.bufferedAmount > limits.socketBacklogBytes) {
      this.terminate();
      return;
    }
    (super.send as (...all: unknown[]) => void)(data, ...rest);
  }
}

/** Every live connection, on whichever door. */
export type LiveSockets = {
  /** Takes an upgrade whose Host, Origin and session the caller has looked at. */
  take(request: IncomingMessage, socket: Duplex, head: Buffer, context: Context): Promise<void>;
  close(): Promise<void>;
};

export function openLiveSockets(): LiveSockets {
  const contexts = new WeakMap<IncomingMessage, Context>();
  const people = new Map<WebSocket, { userId: string; sessionId: string }>();
  const server = new WebSocketServer({
    noServer: true,
    WebSocket: BoundedSocket,
    maxPayload: limits.requestBytes,
    perMessageDeflate: false,
  });
  applyWSSHandler({
    wss: server,
    router: appRouter,
    createContext: ({ req }) => {
      const context = contexts.get(req);
      if (!context) throw new Error('a socket without a context');
      return context;
    },
    keepAlive: { enabled: true },
  });
  const endEach = (isMeant: (who: { userId: string; sessionId: string }) => boolean, code: number, reason: string) => {
    for (const [socket, who] of people) if (isMeant(who)) end(socket, code, reason);
  };
  const stopListening = [
    onSessionClosed((id) => endEach((who) => who.sessionId === id, SESSION_ENDED, 'the session has ended')),
    // What a socket follows was allowed with the old rights: the client opens it again and is asked again.
    onRightsChanged((id) => endEach((who) => who.userId === id, RIGHTS_CHANGED, 'rights have changed')),
  ];
  const sweep = setInterval(() => void endDead(people, (socket) => end(socket, SESSION_ENDED, 'the session has ended')), SWEPT_EVERY_MS);
  sweep.unref();

  return {
    async take(request, socket, head, context) {
      const actor = await context.loadActor();
      expectPlace(actor, people);
      contexts.set(request, context);
      server.handleUpgrade(request, socket, head, (connection) => {
        if (actor.kind === 'person') {
          people.set(connection, { userId: actor.id, sessionId: actor.sessionId ?? '' });
          connection.once('close', () => people.delete(connection));
        }
        server.emit('connection', connection, request);
      });
    },
    async close() {
      clearInterval(sweep);
      for (const stop of stopListening) stop();
      for (const connection of server.clients) end(connection, GOING_AWAY, 'the appliance stops');
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Refuses an upgrade with words, in the shape that every error has. */
export function refuseUpgrade(socket: Duplex, thrown: unknown): void {
  const data = errorData(thrown, 'upgrade');
  const body = JSON.stringify({ error: data });
  socket.end(
    `HTTP/1.1 ${data.httpStatus} Refused\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function expectPlace(actor: Actor, people: Map<WebSocket, { sessionId: string }>): void {
  if (actor.kind === 'stranger') throw new AppError('session.required', {});
  if (actor.kind !== 'person') return;
  let open = 0;
  for (const who of people.values()) if (who.sessionId === actor.sessionId) open += 1;
  if (open >= limits.socketsPerSession) throw new AppError('request.tooManyLive', { limit: limits.socketsPerSession });
}

// After close() nothing more is sent; the connection itself is ended a moment later, whether or not the client answers.
function end(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, reason);
  setTimeout(() => socket.terminate(), 500).unref();
}

async function endDead(people: Map<WebSocket, { sessionId: string }>, endSocket: (socket: WebSocket) => void): Promise<void> {
  try {
    for (const [socket, { sessionId }] of people) if (!(await isSessionLive(sessionId))) endSocket(socket);
  } catch (err) {
    log('main').error({ err }, 'open connections could not be compared with their sessions');
  }
}
