import { cn } from './class-names.ts';

/** Classes of a bar's parts; a key beside the bar uses the same. */
export const fills = {
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
