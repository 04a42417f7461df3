import { cookies, headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';

/** The router, called within the same process on behalf of whoever sent this request. For server components. */
export const caller = cache(async () => globalThis.cloister.caller(await headers()));

/**
 * Who is signed in, once a request; nobody leads to the sign-in page, which says so where a session had been there. Rights are decided
 * by the procedures, never here.
 */
export const signedIn = cache(async () => {
  const me = await (await caller()).session.me();
  if (me) return me;
  const isSecure = (await headers()).get('x-forwarded-proto') === 'https';
  redirect((await cookies()).has(globalThis.cloister.auth.cookieName(isSecure)) ? '/signin?ended' : '/signin');
});

/** Awaits what a page shows; a thing that is not there, or not this person's, is a page that is not there. */
export async function orNotFound<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error)) notFound();
    throw error;
  }
}

/** Awaits what a page shows; null where this person may not see it. */
export async function orRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (/^right\.missing$|^FORBIDDEN$/.test(codeOf(error))) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return /\.notFound$|^NOT_FOUND$|^right\.missing$|^FORBIDDEN$/.test(codeOf(error));
}

function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
