import { CircleX, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';
import { CopyId } from './copy-button.tsx';
import { Icon } from './icon.tsx';

/** What an error tells a person: the fact, what to do, and the id of its log line. */
export type ErrorWords = { message: string; remedy?: string | undefined; id?: string | undefined; code?: string | undefined };

/** An error in place of what should stand here. */
export function ErrorState({
  error,
  icon,
  tone = 'bad',
  actions,
  className,
}: {
  error: ErrorWords;
  icon?: LucideIcon;
  tone?: 'bad' | 'warn' | 'quiet';
  actions?: ReactNode;
  className?: string | undefined;
}) {
  const colour = { bad: 'text-madder', warn: 'text-ochre', quiet: 'text-ink-3' }[tone];
  return (
    <div role={tone === 'bad' ? 'alert' : undefined} className={cn('min-w-0', className)}>
      <div className="flex gap-2">
        <Icon of={icon ?? (tone === 'bad' ? CircleX : TriangleAlert)} className={cn('mt-0.5', colour)} />
        <div className="min-w-0">
          <h2 className="text-13 font-semibold [overflow-wrap:anywhere]">{error.message}</h2>
          {error.remedy ? <p className="mt-1 text-ink-2 [overflow-wrap:anywhere]">{error.remedy}</p> : null}
        </div>
      </div>
      {actions || error.id ? (
        <div className="mt-3 flex flex-wrap items-center gap-2">
          {actions}
          {error.id ? <CopyId id={error.id} /> : null}
        </div>
      ) : null}
    </div>
  );
}
