import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

const fills = {
  1: 'bg-chart-1',
  2: 'bg-chart-2',
  3: 'bg-chart-3',
  4: 'bg-chart-4',
  5: 'bg-chart-5',
  6: 'bg-chart-6',
  hatch: 'hatch',
  ochre: 'bg-ochre',
  madder: 'bg-madder',
} as const;

/** One share of a bar, from 0 to 1; `name` tells it from its neighbours. */
export type BarPart = { name: string; share: number; fill: keyof typeof fills };

/** A bar of shares of one (0 to 1 each). `label` says its figures: the bar itself is a picture. */
export function Bar({
  label,
  parts,
  thin = false,
  className,
}: {
  label: string;
  parts: readonly BarPart[];
  thin?: boolean;
  className?: string | undefined;
}) {
  return (
    <span
      role="img"
      aria-label={label}
      data-keep-colour=""
      className={cn('flex gap-px overflow-hidden rounded-full', thin ? 'h-1 bg-line' : 'h-2 bg-chart-6', className)}
    >
      {parts.map((part) => (
        <span
          key={part.name}
          className={cn('block h-full', fills[part.fill])}
          style={{ width: `${Math.min(100, Math.max(0, part.share * 100))}%` }}
        />
      ))}
    </span>
  );
}

/** A share of a limit with its figure: ochre from 75 %, madder from 90 %. */
export function Meter({
  used,
  limit,
  label,
  children,
  className,
}: {
  used: number;
  limit: number;
  label: string;
  children?: ReactNode;
  className?: string | undefined;
}) {
  const share = limit > 0 ? used / limit : 0;
  const fill = share >= 0.9 ? 'madder' : share >= 0.75 ? 'ochre' : 1;
  return (
    <span className={cn('inline-flex items-center gap-2 text-12 whitespace-nowrap text-ink-2', className)}>
      <Bar thin label={label} parts={[{ name: 'used', share, fill }]} className="w-[72px]" />
      {children}
    </span>
  );
}

/** The engine's slots, one box each; the busy ones are filled. */
export function Slots({ busy, slots, label }: { busy: number; slots: number; label: string }) {
  return (
    <span role="img" aria-label={label} data-keep-colour="" className="inline-flex flex-none gap-0.5">
      {[...Array(slots).keys()].map((slot) => (
        <span key={slot} className={cn('h-4 w-2 rounded-[2px] border border-line-control', slot < busy && 'border-chart-1 bg-chart-1')} />
      ))}
    </span>
  );
}
