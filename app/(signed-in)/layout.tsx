import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { caller, signedIn } from '../_data/server.ts';
import { Shell } from '../_features/shell/shell.tsx';
import { ShellStateProvider } from '../_features/shell/shell-state.tsx';
import { RAIL_COOKIE, THEME_COOKIE, themeFrom } from '../_features/shell/theme.ts';

/** Pages of somebody signed in: the sidebar and a leaf. */
export default async function SignedInLayout({ children }: { children: ReactNode }) {
  const me = await signedIn();
  const server = await caller();
  const [conversations, queue, kept] = await Promise.all([server.chat.list(), server.queue.view(), cookies()]);
  const theme = themeFrom(kept.get(THEME_COOKIE)?.value);
  return (
    <ShellStateProvider startWithRail={kept.get(RAIL_COOKIE)?.value === '1'}>
      <Shell data={{ me, conversations, queue, theme, nowMs: Date.now() }}>{children}</Shell>
    </ShellStateProvider>
  );
}
