import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { actorOfCookies, appRouter, type Context, openAuditExport, readinessView } from '#server/api/index.ts';
import { readiness } from '#server/health/index.ts';
import { type Actor, AppError, limits } from '#server/platform/index.ts';
import { authorityPaths, sendAuthority } from './authority-download.ts';
import { callContext } from './call-context.ts';
import { dress, expectSmallBody, type LetIn, letIn } from './front.ts';
import { answerJson, refuse } from './refuse.ts';
import type { NetworkDoor, Site } from './site.ts';
import { receiveBundle } from './upload-route.ts';
import { whileAllowed } from './while-allowed.ts';

type Exchange = { request: IncomingMessage; response: ServerResponse; visit: LetIn; site: Site };

/** What a network door does with a request: let it in, then hand it to whoever answers its path. */
export function serveRequests(site: Site, door: NetworkDoor): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    // A client that goes away in mid-answer is no event.
    response.on('error', () => response.destroy());
    try {
      const forNext = dress(response, door, site);
      const visit = letIn(request, door, site);
      Object.assign(request.headers, forNext);
      answer({ request, response, visit, site }).catch((error) => refuse(request, response, error, visit.path));
    } catch (error) {
      refuse(request, response, error, 'front');
    }
  };
}

async function answer(exchange: Exchange): Promise<void> {
  const { request, response, visit, site } = exchange;
  const { path } = visit;
  if (path === '/upload') return receiveBundle(request, response, await actorOf(exchange));
  expectSmallBody(request, response);
  if (path === '/trpc' || path.startsWith('/trpc/'))
    return callTrpc(request, response, callContext(request.headers.cookie, visit, site, 'http'));
  if (path === '/healthz') return answerJson(response, 200, { alive: true });
  if (path === '/readyz') return answerReady(response, { kind: 'stranger', address: visit.address });
  if (path === '/audit/export') return sendAuditExport(request, response, await actorOf(exchange), visit.query);
  if (authorityPaths.some((one) => one === path)) return sendAuthority(path, response, site);
  if (path.startsWith('/api/')) expectForm(request);
  await site.pages.serve(request, response);
}

// next-auth reads JSON as well, and fails on what is none; its forms are all we send it.
function expectForm({ method, headers }: IncomingMessage): void {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  if (method === 'POST' && !isForm) throw new AppError('request.invalid', { field: 'content-type', reason: 'is not that of a form' });
}

/** tRPC over HTTP, for a network door and for the control socket. */
export function callTrpc(request: IncomingMessage, response: ServerResponse, context: Context): void {
  const handler = createHTTPHandler({
    router: appRouter,
    basePath: '/trpc/',
    createContext: () => Promise.resolve(context),
    maxBodySize: limits.requestBytes,
    maxBatchSize: limits.callsPerRequest,
    // Queries come by POST: a text to search for, at its limit, is longer than an address may be.
    allowMethodOverride: true,
    responseMeta: () => ({ headers: new Headers({ 'cache-control': 'no-store' }) }),
  });
  handler(request, response);
}

/** Whether a question would be answered now: 200, or 503 with the reasons as the actor may see them. */
export async function answerReady(response: ServerResponse, actor: Actor): Promise<void> {
  const view = readinessView(await readiness(), actor);
  answerJson(response, view.ready ? 200 : 503, view);
}

/**
 * An export of the audit log, for a network door and for the control socket. Recorded before its first byte leaves; ended with the
 * session.
 */
export async function sendAuditExport(
  request: IncomingMessage,
  response: ServerResponse,
  actor: Actor,
  query: URLSearchParams,
): Promise<void> {
  if (request.method !== 'GET') throw new AppError('request.invalid', { field: 'method', reason: 'is not GET' });
  await whileAllowed(actor, async (signal) => {
    const { fileName, contentType, pieces } = await openAuditExport(actor, query);
    signal.throwIfAborted();
    response.setHeader('Content-Type', contentType);
    response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
    response.setHeader('Cache-Control', 'no-store');
    await pipeline(Readable.from(pieces), response, { signal });
  });
}

function actorOf({ request, visit, site }: Exchange): Promise<Actor> {
  return actorOfCookies(request.headers.cookie, visit.door, site.cookieSecret, visit.address);
}
