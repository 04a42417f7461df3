import { isSessionLive, loadActor, type SignInRequest, signIn, signOut } from '#server/identity/index.ts';
import { type Actor, limits, log } from '#server/platform/index.ts';
import type { CertificateFacts, Context, Door } from './context.ts';
import { type ErrorData, errorData } from './error-data.ts';
import { appRouter } from './root.ts';
import { readSessionCookie, sessionCookieName } from './session-cookie.ts';
import { createCallerFactory } from './trpc.ts';

const createCaller = createCallerFactory(appRouter);

/** Every procedure as a function, for the person of one request. */
export type PageCaller = ReturnType<typeof createCaller>;

/**
 * All that pages and next-auth's callbacks know of the server: one typed global, set by the entry before Next loads a page.
 * Headers are those the entry has checked and written over (Host, X-Forwarded-For, X-Forwarded-Proto).
 */
export type PageDoor = {
  /** The procedures, called without HTTP. Throws what a procedure throws; `errorOf` gives its words. */
  caller(headers: Headers): PageCaller;
  /** What went wrong, as a person may see it; the cause goes to the log. */
  errorOf(thrown: unknown): ErrorData;
  auth: {
    secret: string;
    /** Seconds after which a browser forgets its cookie. */
    maxAgeSeconds: number;
    cookieName(isSecure: boolean): string;
    /** @throws Error whose message is an `ErrorData` as JSON: next-auth passes on nothing else */
    signIn(given: { name: string; password: string }, headers: Headers): Promise<{ id: string; name: string; sid: string }>;
    isLive(sid: string): Promise<boolean>;
    signOut(sid: string): Promise<void>;
    log(level: 'error' | 'warn', code: string, cause?: unknown): void;
  };
};

declare global {
  var cloister: PageDoor;
}

type Facts = { certificate(): CertificateFacts | null; networkOrigin(): string | null };

/** Makes the page door. @param facts looked up at each call: a certificate is renewed while the appliance runs */
export function makePageDoor(secret: string, facts: Facts): PageDoor {
  return {
    caller: (headers) => createCaller(pageContext(headers, secret, facts)),
    errorOf: (thrown) => errorData(thrown, 'page'),
    auth: {
      secret,
      maxAgeSeconds: limits.sessionAbsoluteMs / 1_000,
      cookieName: (isSecure) => sessionCookieName(isSecure ? 'tls' : 'plain'),
      signIn: (given, headers) => signInFromPage({ ...given, address: addressOf(headers), userAgent: headers.get('user-agent') ?? '' }),
      isLive: isSessionLive,
      signOut: async (sid) => {
        const person = await loadActor(sid, '');
        if (person) await signOut(person, sid);
      },
      log: (level, code, cause) => log('auth')[level]({ code, ...(cause !== undefined && { err: cause }) }, 'next-auth'),
    },
  };
}

async function signInFromPage(request: SignInRequest): Promise<{ id: string; name: string; sid: string }> {
  try {
    const { sessionId, user } = await signIn(request);
    return { id: user.id, name: user.name, sid: sessionId };
  } catch (error) {
    throw new Error(JSON.stringify(errorData(error, 'signIn')));
  }
}

function pageContext(headers: Headers, secret: string, facts: Facts): Context {
  const door: Door = headers.get('x-forwarded-proto') === 'https' ? 'tls' : 'plain';
  const address = addressOf(headers);
  let actor: Promise<Actor> | null = null;
  return {
    door,
    transport: 'page',
    origin: `${door === 'tls' ? 'https' : 'http'}://${headers.get('x-forwarded-host') ?? 'localhost'}`,
    networkOrigin: facts.networkOrigin(),
    address,
    certificate: facts.certificate(),
    live: { open: 0, calls: 0 },
    // A page calls several procedures for one request: one look-up serves them all.
    loadActor: () => (actor ??= actorOfCookies(headers.get('cookie') ?? undefined, door, secret, address)),
  };
}

/** The person whose session the cookies carry, else a stranger. The row decides, looked up now. */
export async function actorOfCookies(cookies: string | undefined, door: Door, secret: string, address: string): Promise<Actor> {
  const token = await readSessionCookie(cookies, door, secret);
  const person = token && (await loadActor(token.sid, address));
  return person && person.id === token.sub ? person : { kind: 'stranger', address };
}

function addressOf(headers: Headers): string {
  return headers.get('x-forwarded-for') ?? '';
}
