import { leaving } from '#app/_data/leaving.ts';
import type { ErrorWords } from '#app/_ui/error-state.tsx';

/** How a try to sign in went. Throttled tries name the time until which they wait. */
export type SignInResult = { ok: true } | { ok: false; error: ErrorWords & { retryAt?: string; failures?: number } };

/** Sends name and password to next-auth's credentials door, with its CSRF token. Nothing is kept here. */
export async function enter(name: string, password: string): Promise<SignInResult> {
  const answer = await post('/api/auth/callback/credentials', { name, password, callbackUrl: '/' });
  const body = (await answer.json().catch(() => ({}))) as { url?: string };
  const failure = body.url ? new URL(body.url, window.location.origin).searchParams.get('error') : null;
  if (answer.ok && failure === null) return { ok: true };
  return { ok: false, error: readFailure(failure) };
}

/** Ends the session at the server, so that a copied cookie is worth nothing, and leads to the sign-in page. */
export async function leave(): Promise<void> {
  leaving.isMeant = true;
  await post('/api/auth/signout', { callbackUrl: '/signin' });
  window.location.assign('/signin');
}

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  const { csrfToken } = (await (await fetch('/api/auth/csrf', { credentials: 'same-origin' })).json()) as { csrfToken: string };
  return fetch(path, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, csrfToken, json: 'true' }),
  });
}

/** The door's error text is an AppError as JSON: { code, params, message, remedy, id }. Anything else is told by its lack of words. */
export function readFailure(text: string | null): ErrorWords & { retryAt?: string; failures?: number } {
  const plain = { message: '', code: 'request.internal' };
  if (!text?.startsWith('{')) return plain;
  try {
    const error = JSON.parse(text) as ErrorWords & { params?: { retryAt?: string; failures?: number } };
    return {
      message: error.message,
      remedy: error.remedy,
      id: error.id,
      code: error.code,
      ...(error.params?.retryAt ? { retryAt: error.params.retryAt } : {}),
      ...(error.params?.failures ? { failures: error.params.failures } : {}),
    };
  } catch {
    return plain;
  }
}
