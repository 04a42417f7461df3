'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

const bar = 'flex gap-5 overflow-x-auto border-b border-line [scrollbar-width:none] max-wide:gap-4';
const tab =
  'inline-flex h-9 flex-none items-center border-b-2 border-transparent text-ink-2 whitespace-nowrap hover:text-ink hover:no-underline focus-visible:-outline-offset-2 max-wide:h-11';

/** A row of tabs, each a page of its own; `count` stands behind its name. */
export function LinkTabs({
  label,
  tabs,
}: {
  label: string;
  tabs: readonly { href: string; label: ReactNode; count?: ReactNode; current: boolean }[];
}) {
  return (
    <nav aria-label={label} className={bar}>
      {tabs.map((one) => (
        <Link
          key={one.href}
          href={one.href}
          aria-current={one.current ? 'page' : undefined}
          className={cn(tab, one.current && 'border-ink font-medium text-ink')}
        >
          {one.label}
          {one.count === undefined ? null : <span className="ml-1 font-normal text-ink-3">{one.count}</span>}
        </Link>
      ))}
    </nav>
  );
}
