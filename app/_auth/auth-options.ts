import type { AuthOptions } from 'next-auth';
import type { CredentialsConfig } from 'next-auth/providers/credentials';

type Fields = { name: Record<string, never>; password: Record<string, never> };

/** Names and attributes of the cookies; the door decides whether they are for TLS alone. */
function cookies(isSecure: boolean): NonNullable<AuthOptions['cookies']> {
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure } as const;
  const prefix = isSecure ? '__Host-' : '';
  return {
    sessionToken: { name: globalThis.cloister.auth.cookieName(isSecure), options },
    callbackUrl: { name: `${prefix}cloister-callback`, options },
    csrfToken: { name: `${prefix}cloister-csrf`, options },
  };
}

// Written out instead of next-auth's CredentialsProvider, whose module Node and Next import in different shapes.
function credentials(): CredentialsConfig<Fields> {
  return {
    id: 'credentials',
    name: 'Cloister',
    type: 'credentials',
    credentials: { name: {}, password: {} },
    async authorize(given, request) {
      const headers = new Headers(Object.entries(request.headers ?? {}).map(([name, value]): [string, string] => [name, String(value)]));
      return globalThis.cloister.auth.signIn({ name: String(given?.name ?? ''), password: String(given?.password ?? '') }, headers);
    },
  };
}

/**
 * next-auth's options for a request that came in by TLS or not. The token carries the session's id and the person's, nothing
 * else; every use of it looks the session's row up.
 */
export function authOptions(isSecure: boolean): AuthOptions {
  const { auth } = globalThis.cloister;
  return {
    secret: auth.secret,
    providers: [credentials()],
    pages: { signIn: '/signin', signOut: '/signin', error: '/signin' },
    session: { strategy: 'jwt', maxAge: auth.maxAgeSeconds },
    useSecureCookies: isSecure,
    cookies: cookies(isSecure),
    callbacks: {
      jwt: ({ token, user }) => ({ sid: user && 'sid' in user ? user.sid : token.sid, sub: user?.id ?? token.sub ?? '' }),
      async session({ session, token }) {
        const isLive = typeof token.sid === 'string' && (await auth.isLive(token.sid));
        return isLive ? { expires: session.expires } : { expires: new Date(0).toISOString() };
      },
      redirect: ({ url, baseUrl }) => (URL.parse(url, baseUrl)?.origin === baseUrl ? new URL(url, baseUrl).href : baseUrl),
    },
    events: {
      // The row goes, so that a copied cookie is dead as well.
      signOut: async ({ token }) => {
        if (typeof token?.sid === 'string') await auth.signOut(token.sid);
      },
    },
    logger: {
      error: (code, cause) => auth.log('error', code, cause),
      warn: (code) => auth.log('warn', code),
      debug: () => undefined,
    },
  };
}
