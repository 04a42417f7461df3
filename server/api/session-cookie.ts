import { decode } from 'next-auth/jwt';
import type { Door } from './context.ts';

/** What next-auth's encrypted token carries: the id of the session's row and of its person. Alone it is worth nothing. */
export type SessionToken = { sid: string; sub: string };

/**
 * The cookie's name by door. `__Host-` makes browsers refuse it from plain HTTP, from another name, or for a part of the site.
 */
export function sessionCookieName(door: Door): string {
  return door === 'tls' ? '__Host-cloister-session' : 'cloister-session';
}

/** The session token of a request's cookies; null where there is none, or one that this box did not make. */
export async function readSessionCookie(cookies: string | undefined, door: Door, secret: string): Promise<SessionToken | null> {
  const token = cookieValue(cookies ?? '', sessionCookieName(door));
  if (!token) return null;
  try {
    const payload = await decode({ token, secret });
    return typeof payload?.sid === 'string' && typeof payload.sub === 'string' ? { sid: payload.sid, sub: payload.sub } : null;
  } catch {
    // Forged, expired, or of a box with another secret: no session, and no reason told.
    return null;
  }
}

function cookieValue(cookies: string, name: string): string | null {
  for (const part of cookies.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
