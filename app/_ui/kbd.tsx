import type { ReactNode } from 'react';
import { cn } from './class-names.ts';

/** A key, boxed. Hidden on phones, which have none. */
export function Kbd({ children, className }: { children: ReactNode; className?: string | undefined }) {
  return (
    <kbd
      className={cn(
        'rounded-chip border border-line-firm bg-leaf px-1 font-sans text-11 font-medium text-ink-3 max-wide:hidden',
        className,
      )}
    >
      {children}
    </kbd>
  );
}
