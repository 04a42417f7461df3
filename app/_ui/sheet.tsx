'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Dialog as Parts } from 'radix-ui';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { cn } from './class-names.ts';
import { scrimClass } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { useFocusReturn } from './use-focus-return.ts';

/**
 * A sheet over the page: 380 px from the right, from below on phones (at most 72 % high). `side="left"` is the sidebar's drawer.
 * `title` names it; it is shown unless `head` stands in its place.
 */
export function Sheet({
  open,
  onOpenChange,
  title,
  head,
  side = 'right',
  className,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  head?: ReactNode;
  side?: 'right' | 'left';
  className?: string | undefined;
  children: ReactNode;
}) {
  const t = useTranslations('ui');
  const giveFocusBack = useFocusReturn(open);
  const right = [
    'inset-y-2 right-2 w-[min(380px,calc(100vw-16px))] rounded-leaf border border-line bg-raised animate-sheet-right',
    'max-wide:inset-x-0 max-wide:top-auto max-wide:bottom-0 max-wide:max-h-[72dvh] max-wide:w-auto max-wide:animate-sheet-bottom max-wide:rounded-b-none max-wide:border-0',
  ];
  return (
    <Parts.Root open={open} onOpenChange={onOpenChange}>
      <Parts.Portal>
        <Parts.Overlay className={scrimClass} />
        <Parts.Content
          aria-describedby={undefined}
          onCloseAutoFocus={giveFocusBack}
          className={cn(
            'fixed z-50 flex flex-col overflow-hidden shadow-sheet',
            side === 'right' ? right : 'inset-y-0 left-0 w-72 animate-sheet-left bg-stone',
            className,
          )}
        >
          {side === 'right' ? (
            <header className="flex min-h-12 flex-none items-center gap-2 px-4 py-1.5">
              <Parts.Title className={cn('min-w-0 flex-1 truncate text-13 font-semibold', head && 'sr-only')}>{title}</Parts.Title>
              {head ? <div className="flex min-w-0 flex-1 items-center gap-2">{head}</div> : null}
              <Parts.Close asChild>
                <IconButton label={t('close')}>
                  <Icon of={X} />
                </IconButton>
              </Parts.Close>
            </header>
          ) : (
            <Parts.Title className="sr-only">{title}</Parts.Title>
          )}
          <div className={cn('min-h-0 flex-1 scroll-thin overflow-auto', side === 'right' && 'px-4 pb-6')}>{children}</div>
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}
