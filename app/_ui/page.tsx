import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

/** A region that scrolls must be reachable by keyboard, though nothing in it may be. */
export const scrollable = { tabIndex: 0 } as const;

/** What scrolls below the bar. Reachable by keyboard, so that it can be scrolled without a mouse. */
export function LeafBody({ label, className, children }: { label: string; className?: string | undefined; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      {...scrollable}
      className={cn('min-h-0 flex-1 scroll-thin overflow-auto focus-visible:-outline-offset-2', className)}
    >
      {children}
    </section>
  );
}

/** A work page: centred, at most 1120 px. */
export function Page({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return (
    <div className={cn('mx-auto max-w-[1120px] px-8 pt-6 pb-12 max-wide:px-4 max-wide:pt-4 max-wide:pb-10', className)}>{children}</div>
  );
}

/** Title of a work page with what it says and its actions. */
export function PageHeader({ title, lead, actions }: { title: ReactNode; lead?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="mb-5 flex items-start gap-4 max-wide:flex-wrap max-wide:gap-3">
      <div className="min-w-0 flex-1 max-wide:basis-full">
        <h2 className="serif text-22 tracking-[-0.01em]">{title}</h2>
        {lead ? <p className="mt-1 max-w-[72ch] text-ink-2">{lead}</p> : null}
      </div>
      {actions ? <div className="flex flex-none gap-2 max-wide:w-full max-wide:*:flex-1">{actions}</div> : null}
    </div>
  );
}
