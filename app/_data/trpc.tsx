'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, createWSClient, httpBatchLink, splitLink, type TRPCLink, wsLink } from '@trpc/client';
import { tap } from '@trpc/server/observable';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { type ReactNode, useState } from 'react';
import type { AppRouter } from '#server/api/index.ts';
import { leaving } from './leaving.ts';
import { CLIENT_WAIT_MS } from './limits.ts';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** What the browser knows of the server: queries and mutations over HTTP, everything live over one socket a tab. */
export function DataProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { staleTime: CLIENT_WAIT_MS.stale, refetchOnWindowFocus: true, retry: 1 },
          mutations: { retry: false },
        },
      }),
  );
  const [client] = useState(makeClient);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

/** A session that ended, here or from elsewhere, leads to the sign-in and from there back. Drafts are kept on the device. */
const leaveWhenSignedOut: TRPCLink<AppRouter> =
  () =>
  ({ next, op }) =>
    next(op).pipe(
      tap({
        error: (error) => {
          if (error.data?.code === 'session.required') leaveForSignIn();
        },
      }),
    );

function leaveForSignIn(): void {
  if (leaving.isMeant || window.location.pathname === '/signin') return;
  const here = window.location.pathname + window.location.search + window.location.hash;
  window.location.assign(`/signin?ended&to=${encodeURIComponent(here)}`);
}

/**
 * A refused socket does not say why: a tab that only listens asks whether its session is still there. Offline nothing answers,
 * and it waits.
 */
async function leaveIfSignedOut(): Promise<void> {
  const asking = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: '/trpc', methodOverride: 'POST' })] });
  const me = await asking.session.me.query().catch(() => undefined);
  if (me === null) leaveForSignIn();
}

function makeClient() {
  return createTRPCClient<AppRouter>({
    links: [
      leaveWhenSignedOut,
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: liveLink(),
        // By POST, queries too: what is searched for may be longer than an address.
        false: httpBatchLink({ url: '/trpc', maxURLLength: 2_048, methodOverride: 'POST' }),
      }),
    ],
  });
}

/** Subscriptions go over a WebSocket that opens with the first of them: SSE would stop the seventh tab. */
function liveLink() {
  // On the server nothing subscribes; the link is only made there because client components render once on the server.
  if (typeof window === 'undefined') return httpBatchLink<AppRouter>({ url: '/trpc' });
  const url = `${window.location.protocol === 'https:' ? 'wss' : 'ws'}://${window.location.host}/trpc/live`;
  return wsLink<AppRouter>({
    client: createWSClient({
      url,
      onClose: () => void leaveIfSignedOut(),
      lazy: { enabled: true, closeMs: CLIENT_WAIT_MS.socketIdle },
      retryDelayMs: (attempt) => Math.min(CLIENT_WAIT_MS.reconnectMax, CLIENT_WAIT_MS.reconnectFirst * 2 ** attempt),
      keepAlive: { enabled: true, intervalMs: CLIENT_WAIT_MS.keepAlive, pongTimeoutMs: CLIENT_WAIT_MS.pong },
    }),
  });
}
