import { Check, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';
import { Icon } from './icon.tsx';

const tones = {
  warn: { box: 'border-ochre-line bg-ochre-wash', icon: 'text-ochre', glyph: TriangleAlert },
  bad: { box: 'border-madder-line bg-madder-wash', icon: 'text-madder', glyph: TriangleAlert },
  ok: { box: 'border-verdigris-line bg-verdigris-wash', icon: 'text-verdigris', glyph: Check },
} as const;

/** One line about the state of things. `urgent` interrupts readers: only where work is lost. */
export function Banner({
  tone,
  icon,
  boxed = false,
  urgent = false,
  action,
  className,
  children,
}: {
  tone: keyof typeof tones;
  icon?: LucideIcon;
  boxed?: boolean;
  urgent?: boolean;
  action?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}) {
  const look = tones[tone];
  return (
    <div
      role={urgent ? 'alert' : 'status'}
      className={cn(
        'flex min-h-9 flex-none items-start gap-2 border-b py-2 pr-4 pl-5 text-13',
        look.box,
        boxed && 'rounded-card border pl-4',
        className,
      )}
    >
      <Icon of={icon ?? look.glyph} className={cn('mt-0.5', look.icon)} />
      <div className="min-w-0 flex-1">{children}</div>
      {action ? <div className="-my-1 flex-none">{action}</div> : null}
    </div>
  );
}
