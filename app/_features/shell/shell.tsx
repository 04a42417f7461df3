'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '#app/_ui/class-names.ts';
import { Sheet } from '#app/_ui/sheet.tsx';
import { Palette } from '../palette/palette.tsx';
import { useWatchQueue } from '../queue/use-queue.ts';
import { EngineBanner } from './engine-banner.tsx';
import { useShell } from './shell-state.tsx';
import { ShortcutSheet, useShellKeys } from './shortcuts.tsx';
import { Sidebar } from './sidebar.tsx';
import type { SidebarData } from './sidebar-data.ts';

/** One leaf of paper on a wall of stone: the sidebar, and the page on its leaf. */
export function Shell({ data, children }: { data: SidebarData; children: ReactNode }) {
  const t = useTranslations('shell');
  const { rail, drawerOpen, setDrawerOpen } = useShell();
  useShellKeys();
  useWatchQueue();
  return (
    <>
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:absolute focus:top-3 focus:left-3 focus:z-50 focus:rounded-control focus:bg-raised focus:px-3 focus:py-2"
      >
        {t('skip')}
      </a>
      <div className={cn('grid h-dvh max-wide:grid-cols-1', rail ? 'grid-cols-[52px_minmax(0,1fr)]' : 'grid-cols-[240px_minmax(0,1fr)]')}>
        <div className="min-h-0 max-wide:hidden">
          <Sidebar data={data} rail={rail} />
        </div>
        <main
          id="main"
          tabIndex={-1}
          className="relative my-2 mr-2 flex min-h-0 min-w-0 flex-col overflow-clip rounded-leaf border border-line bg-leaf outline-none max-wide:m-0 max-wide:rounded-none max-wide:border-0"
        >
          <EngineBanner initial={data.queue} isAdmin={data.me.role === 'admin'} />
          {children}
        </main>
      </div>
      <Sheet side="left" open={drawerOpen} onOpenChange={setDrawerOpen} title={t('menu')}>
        <Sidebar data={data} rail={false} inDrawer />
      </Sheet>
      <Palette role={data.me.role} />
      <ShortcutSheet />
    </>
  );
}
