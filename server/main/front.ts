import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError, limits } from '#server/platform/index.ts';
import { checkedHost, expectOwnOrigin, plainAddress } from './hosts.ts';
import { refuse } from './refuse.ts';
import { contentSecurityPolicy, newNonce, securityHeaders } from './response-headers.ts';
import type { NetworkDoor, Site } from './site.ts';

/** A request that was let in: who sent it and what it was addressed to are checked, and no header claims otherwise. */
export type LetIn = { door: NetworkDoor; origin: string; address: string; path: string; query: URLSearchParams };

/** Headers that only the entry sets, or that steer Next from outside (CVE-2025-29927 and kin). */
const neverFromOutside =
  /^(?:x-forwarded-.*|forwarded|x-real-ip|x-middleware-.*|x-nextjs-.*|x-invoke-.*|x-matched-path|x-nonce|content-security-policy.*)$/;

/** What is read or changed by programs of our own pages; everything else is a page, and people come to pages from elsewhere. */
const notAPage = /^\/(?:trpc|api|audit\/export|upload)(?:\/|$)/;

/**
 * Lets a request in.
 *
 * @throws AppError `request.foreignHost`, `request.foreignOrigin`, `request.invalid`
 */
export function letIn(request: IncomingMessage, door: NetworkDoor, site: Site): LetIn {
  const { headers, socket } = request;
  for (const name of Object.keys(headers)) if (neverFromOutside.test(name)) delete headers[name];
  // Of two names one would be checked and the other believed.
  if ((request.headersDistinct.host?.length ?? 0) > 1) throw new AppError('request.invalid', { field: 'host', reason: 'is given twice' });
  const host = checkedHost(headers.host, site.hosts, socket.localAddress);
  const scheme = door === 'tls' ? 'https' : 'http';
  const origin = `${scheme}://${host}`;
  const url = request.url?.startsWith('/') && !request.url.startsWith('//') ? URL.parse(request.url, origin) : null;
  if (!url) throw new AppError('request.invalid', { field: 'address', reason: 'is not a path of this appliance' });
  const isVisit = request.method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && !notAPage.test(url.pathname);
  if (!isVisit) expectOwnOrigin({ origin: headers.origin, fetchSite: headers['sec-fetch-site']?.toString() }, origin);
  const address = plainAddress(socket.remoteAddress);
  headers['x-forwarded-for'] = address;
  headers['x-forwarded-host'] = host;
  headers['x-forwarded-proto'] = scheme;
  return { door, origin, address, path: url.pathname, query: url.searchParams };
}

/**
 * Sets what every response carries.
 *
 * @returns what Next reads from the request's headers, to give its scripts the nonce
 */
export function dress(response: ServerResponse, door: NetworkDoor, site: Site): Record<string, string> {
  const hasSiteCertificate = door === 'tls' && site.certificate()?.facts.own === false;
  for (const [name, value] of Object.entries(securityHeaders({ hasSiteCertificate }))) response.setHeader(name, value);
  const nonce = newNonce();
  const policy = contentSecurityPolicy(nonce, { isDevelopment: site.isDevelopment });
  response.setHeader('Content-Security-Policy', policy);
  return { 'content-security-policy': policy, 'x-nonce': nonce };
}

/**
 * Expects a body that is small and comes at once. Uploads have a rule of their own.
 *
 * @throws AppError `request.tooLarge`, `request.invalid`
 */
export function expectSmallBody(request: IncomingMessage, response: ServerResponse): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  // Without a length nobody could tell beforehand how much would have to be held.
  if (encoding !== undefined)
    throw new AppError('request.invalid', { field: 'transfer-encoding', reason: 'is not taken; send content-length' });
  if (Number(length ?? 0) > limits.requestBytes) throw new AppError('request.tooLarge', { limitBytes: limits.requestBytes });
  if (Number(length ?? 0) === 0) return;
  const late = setTimeout(() => {
    const error = new AppError('request.invalid', { field: 'body', reason: 'did not arrive in time' });
    refuse(request, response, error, 'slow body');
    request.socket.destroySoon();
  }, limits.requestBodyMs);
  request.once('end', () => clearTimeout(late)).once('close', () => clearTimeout(late));
}
