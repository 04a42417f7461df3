'use client';

import Link from 'next/link';
import { Tabs as Parts } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from './class-names.ts';

const bar = 'flex gap-5 overflow-x-auto border-b border-line [scrollbar-width:none] max-wide:gap-4';
const tab =
  'inline-flex h-9 flex-none items-center border-b-2 border-transparent text-ink-2 whitespace-nowrap hover:text-ink hover:no-underline focus-visible:-outline-offset-2 max-wide:h-11';

/** Parts of one page, switched in place. */
export const Tabs = Parts.Root;
export const TabPanel = Parts.Content;

/** The row of tabs. */
export function TabBar({ className, ...rest }: ComponentProps<typeof Parts.List>) {
  return <Parts.List className={cn(bar, className)} {...rest} />;
}

/** One tab; `count` stands behind its name. */
export function Tab({ count, children, className, ...rest }: ComponentProps<typeof Parts.Trigger> & { count?: ReactNode }) {
  return (
    <Parts.Trigger
      className={cn(tab, 'data-[state=active]:border-ink data-[state=active]:font-medium data-[state=active]:text-ink', className)}
      {...rest}
    >
      {children}
      {count === undefined ? null : <span className="ml-1 font-normal text-ink-3">{count}</span>}
    </Parts.Trigger>
  );
}

/** The same look where each tab is a page of its own. */
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
