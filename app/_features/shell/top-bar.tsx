import type { ReactNode } from 'react';
import { cn } from '#app/_ui/class-names.ts';
import { OpenSidebarButton } from './open-sidebar-button.tsx';

/** The bar on top of a leaf: title, what it is about, at most three actions. */
export function TopBar({
  title,
  about,
  children,
  className,
}: {
  title: ReactNode;
  about?: ReactNode;
  children?: ReactNode;
  className?: string | undefined;
}) {
  return (
    <header
      className={cn(
        'flex h-12 flex-none items-center gap-2 border-b border-line pr-3 pl-5 max-wide:h-13 max-wide:gap-1 max-wide:px-2',
        className,
      )}
    >
      <OpenSidebarButton />
      <h1 className="min-w-0 truncate serif text-16">{title}</h1>
      {about}
      <div className="ml-auto flex flex-none items-center gap-2 max-wide:gap-1">{children}</div>
    </header>
  );
}
