import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

/** A figure with its name above and a word below: for a row of three or four. */
export function Stat({
  name,
  value,
  below,
  className,
}: {
  name: ReactNode;
  value: ReactNode;
  below?: ReactNode;
  className?: string | undefined;
}) {
  return (
    <div className={cn('min-w-0 rounded-card border border-line px-4 py-3', className)}>
      <div className="flex items-center gap-1.5 text-12 text-ink-3">{name}</div>
      <div className="mt-1 text-18 font-medium tracking-[-0.01em]">{value}</div>
      {below ? <div className="mt-1 text-12 text-ink-2">{below}</div> : null}
    </div>
  );
}
