import { cn } from './class-names.ts';

/** The shape of what comes. Give the widths of its rows; it shows after 300 ms, so that quick pages do not blink. */
export function Skeleton({ label, widths, className }: { label: string; widths: readonly string[]; className?: string | undefined }) {
  return (
    <div role="status" aria-label={label} className={cn('grid animate-[open_140ms_300ms_both] gap-3', className)}>
      {[...widths.keys()].map((row) => (
        <span key={row} className="block h-3 animate-skeleton rounded-[4px] bg-pressed" style={{ width: widths[row] }} />
      ))}
    </div>
  );
}
