import { actorOfCookies, type Context } from '#server/api/index.ts';
import type { LetIn } from './front.ts';
import type { Site } from './site.ts';

/** What the procedures are given for a request of a network door, or for a WebSocket that lives on. */
export function callContext(
  cookies: string | undefined,
  { door, origin, address }: LetIn,
  site: Site,
  transport: 'http' | 'socket',
): Context {
  return {
    door,
    transport,
    origin,
    networkOrigin: site.networkUrl(),
    address,
    certificate: site.certificate()?.facts ?? null,
    live: { open: 0, calls: 0 },
    loadActor: () => actorOfCookies(cookies, door, site.cookieSecret, address),
  };
}
