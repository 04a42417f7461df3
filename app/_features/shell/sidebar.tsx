'use client';

import { BookMarked, Box, Cpu, FileSearch, type LucideIcon, PanelLeft, Scroll, Search, SquarePen, Users } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { IconButton } from '#app/_ui/button.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { CloisterMark, Icon } from '#app/_ui/icon.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ConversationList } from './conversation-list.tsx';
import { EngineLine } from './engine-line.tsx';
import { navClass } from './nav-class.ts';
import { useShell } from './shell-state.tsx';
import type { SidebarData } from './sidebar-data.ts';

/** Ways to everything: new chat, search, pages, conversations by day, the state of the engine, the account. */
export function Sidebar({ data, rail, inDrawer = false }: { data: SidebarData; rail: boolean; inDrawer?: boolean }) {
  const t = useTranslations('shell');
  const { toggleRail, setPaletteOpen, setDrawerOpen } = useShell();
  const mayAudit = data.me.role !== 'member';
  return (
    <nav aria-label={t('main')} className={cn('flex h-full min-h-0 flex-col py-2 pl-2', rail && 'items-center pr-2')}>
      <div className={cn('flex h-10 flex-none items-center gap-2 pr-3 pl-2', rail && 'justify-center p-0')}>
        <Link href="/chat" aria-label={t('start')} className={cn('flex items-center gap-2 text-ink', rail && 'sr-only')}>
          <CloisterMark />
          <span className="serif text-16">Cloister</span>
        </Link>
        {inDrawer ? null : (
          <IconButton
            label={t(rail ? 'showSidebar' : 'hideSidebar')}
            className={rail ? '' : 'ml-auto'}
            aria-expanded={!rail}
            onClick={toggleRail}
          >
            <Icon of={PanelLeft} />
          </IconButton>
        )}
      </div>
      <div className={cn('min-h-0 flex-1 scroll-thin overflow-auto pr-2', rail && 'pr-0')}>
        <NavLink href="/chat" icon={SquarePen} rail={rail} keys={t('keyNewChat')}>
          {t('newChat')}
        </NavLink>
        <button
          type="button"
          title={rail ? t('search') : undefined}
          className={navClass(rail)}
          onClick={() => {
            setDrawerOpen(false);
            setPaletteOpen(true);
          }}
        >
          <NavBody icon={Search} rail={rail} keys={t('keySearch')}>
            {t('search')}
          </NavBody>
        </button>
        <NavLink href="/search" icon={FileSearch} rail={rail}>
          {t('codeSearch')}
        </NavLink>
        <NavLink href="/repositories" icon={BookMarked} rail={rail} alsoUnder="/r/">
          {t('repositories')}
        </NavLink>
        {mayAudit ? <Administration role={data.me.role} rail={rail} /> : null}
        {rail ? null : <ConversationList initial={data.conversations} nowMs={data.nowMs} />}
      </div>
      <div className={cn('mt-2 mr-2 flex-none border-t border-line pt-2', rail && 'mr-0')}>
        <EngineLine initial={data.queue} rail={rail} />
        <AccountMenu me={data.me} theme={data.theme} rail={rail} />
      </div>
    </nav>
  );
}

/** What those who run or audit the box see beside. */
function Administration({ role, rail }: { role: SidebarData['me']['role']; rail: boolean }) {
  const t = useTranslations('shell');
  return (
    <section aria-label={t('administration')} className={rail ? 'mt-2 border-t border-line pt-2' : undefined}>
      {rail ? null : <h2 className="px-2 pt-4 pb-1 text-11 font-medium text-ink-3">{t('administration')}</h2>}
      <NavLink href="/engine" icon={Cpu} rail={rail}>
        {t('engine')}
      </NavLink>
      <NavLink href="/models" icon={Box} rail={rail}>
        {t('models')}
      </NavLink>
      {role === 'admin' ? (
        <NavLink href="/settings/members" icon={Users} rail={rail}>
          {t('members')}
        </NavLink>
      ) : null}
      <NavLink href="/audit" icon={Scroll} rail={rail}>
        {t('audit')}
      </NavLink>
    </section>
  );
}

function NavLink({
  href,
  icon,
  rail,
  keys,
  alsoUnder,
  children,
}: {
  href: string;
  icon: LucideIcon;
  rail: boolean;
  keys?: string;
  alsoUnder?: string;
  children: string;
}) {
  const path = usePathname();
  const { setDrawerOpen } = useShell();
  const current = path === href || path.startsWith(`${href}/`) || (alsoUnder !== undefined && path.startsWith(alsoUnder));
  return (
    <Link
      href={href}
      title={rail ? children : undefined}
      aria-current={current ? 'page' : undefined}
      className={navClass(rail)}
      onClick={() => setDrawerOpen(false)}
    >
      <NavBody icon={icon} rail={rail} keys={keys}>
        {children}
      </NavBody>
    </Link>
  );
}

function NavBody({ icon, rail, keys, children }: { icon: LucideIcon; rail: boolean; keys?: string | undefined; children: ReactNode }) {
  return (
    <>
      <Icon of={icon} />
      <span className={rail ? 'sr-only' : 'min-w-0 flex-1 truncate'}>{children}</span>
      {keys && !rail ? (
        <span aria-hidden="true" className="text-11 font-medium text-ink-3 group-aria-[current]:text-ink-2 max-wide:hidden">
          {keys}
        </span>
      ) : null}
    </>
  );
}
