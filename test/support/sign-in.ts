import { createTRPCClient, httpLink } from '@trpc/client';
import type { AppRouter } from '#server/api/index.ts';
import { trpcOverSocket } from './control-client.ts';
import type { TestAppliance } from './start-appliance.ts';

export const TEST_PASSWORD = 'correct horse battery staple';

/** A signed-in browser of a test. */
export type TestPerson = {
  name: string;
  /** The Cookie header of the session. */
  cookie: string;
  /** The procedures, called over HTTP as this person. */
  call: ReturnType<typeof callAs>;
};

/** Signs the first administrator up by the box's link, and in. */
export async function setUpAdmin(box: TestAppliance, name = 'Ada'): Promise<TestPerson> {
  const secret = new URL(box.setUpLink ?? 'none:').hash.slice(1);
  await callAs(box.url).session.setUp.mutate({ secret, name, password: TEST_PASSWORD });
  return signIn(box, name);
}

/** Adds a person with a password through the control socket, and signs them in. */
export async function addPerson(box: TestAppliance, name: string, role: 'member' | 'auditor' | 'admin' = 'member'): Promise<TestPerson> {
  await trpcOverSocket(box.controlSocket).users.add.mutate({ name, role, password: TEST_PASSWORD });
  return signIn(box, name);
}

/** Signs in as the sign-in page does: next-auth's route with its CSRF token. @throws Error with the error's JSON */
export async function signIn(box: Pick<TestAppliance, 'url'>, name: string, password = TEST_PASSWORD): Promise<TestPerson> {
  const answer = await postAuth(box.url, 'callback/credentials', { name, password, callbackUrl: '/' });
  const { url } = (await answer.json()) as { url: string };
  const failure = new URL(url).searchParams.get('error');
  if (failure !== null) throw new Error(failure);
  const cookie = cookiesOf(answer).find((one) => one.includes('session')) ?? '';
  return { name, cookie, call: callAs(box.url, cookie) };
}

/** Signs out as the account menu does. */
export async function signOut(box: Pick<TestAppliance, 'url'>, person: TestPerson): Promise<void> {
  await postAuth(box.url, 'signout', { callbackUrl: '/signin' }, person.cookie);
}

/** The procedures over HTTP with a cookie, or as a stranger. */
export function callAs(url: string, cookie?: string) {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/trpc`, headers: cookie ? { cookie } : {}, methodOverride: 'POST' })],
  });
}

/** Posts to next-auth's route with a CSRF token of its own. */
export async function postAuth(url: string, path: string, fields: Record<string, string>, cookie = ''): Promise<Response> {
  const first = await fetch(`${url}/api/auth/csrf`, { headers: { cookie } });
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  return fetch(`${url}/api/auth/${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: {
      cookie: [cookie, ...cookiesOf(first)].filter(Boolean).join('; '),
      origin: url,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ ...fields, csrfToken, json: 'true' }).toString(),
  });
}

/** `name=value` of each cookie that a response sets. */
export function cookiesOf(response: Response): string[] {
  return response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
}
