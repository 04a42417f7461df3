import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';
import { Icon } from './icon.tsx';

/** Nothing here yet, and the next step. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
  className,
}: {
  icon: LucideIcon;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string | undefined;
}) {
  return (
    <div className={cn('grid min-h-36 place-content-center justify-items-center p-4 text-center', className)}>
      <Icon of={icon} size={24} className="mb-2 text-ink-3" />
      <h2 className="text-13 font-semibold">{title}</h2>
      {children ? <div className="mt-1 max-w-[36ch] text-ink-2">{children}</div> : null}
      {actions ? <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
