'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { AlertDialog as AlertParts, Dialog as Parts } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button, IconButton } from './button.tsx';
import { cn } from './class-names.ts';
import { Icon } from './icon.tsx';
import { useFocusReturn } from './use-focus-return.ts';

export const scrimClass = 'fixed inset-0 z-40 animate-open bg-[oklch(0.16_0.005_75/0.4)]';
const paper =
  'fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-32px)] w-[min(520px,calc(100vw-32px))] -translate-x-1/2 -translate-y-1/2 animate-open flex-col rounded-leaf border border-line-firm bg-raised shadow-sheet';

/** A dialog with a title, a body and a foot for its buttons. Focus goes back to what opened it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  lead,
  footer,
  className,
  children,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  lead?: ReactNode;
  footer?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}) {
  const t = useTranslations('ui');
  const giveFocusBack = useFocusReturn(open);
  return (
    <Parts.Root open={open} onOpenChange={onOpenChange}>
      <Parts.Portal>
        <Parts.Overlay className={scrimClass} />
        <Parts.Content
          className={cn(paper, className)}
          onCloseAutoFocus={giveFocusBack}
          {...(lead ? {} : { 'aria-describedby': undefined })}
        >
          <header className="flex items-start gap-2 pt-4 pr-3 pl-5">
            <Parts.Title className="flex-1 py-0.5 serif text-18">{title}</Parts.Title>
            <Parts.Close asChild>
              <IconButton label={t('close')}>
                <Icon of={X} />
              </IconButton>
            </Parts.Close>
          </header>
          <div className="grid gap-4 overflow-auto px-5 pt-2 pb-5">
            {lead ? <Parts.Description className="text-ink-2">{lead}</Parts.Description> : null}
            {children}
          </div>
          {footer ? (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3 max-wide:*:flex-1">{footer}</footer>
          ) : null}
        </Parts.Content>
      </Parts.Portal>
    </Parts.Root>
  );
}

/** Asks before what cannot be undone. Both buttons are verbs: what happens, and what stays. */
export function Confirm({
  open,
  onOpenChange,
  title,
  lead,
  act,
  keep,
  danger = true,
  busy = false,
  error,
  onConfirm,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  lead: ReactNode;
  act: ReactNode;
  keep: ReactNode;
  danger?: boolean;
  busy?: boolean;
  error?: ReactNode;
  onConfirm: () => void;
}) {
  const giveFocusBack = useFocusReturn(open);
  return (
    <AlertParts.Root open={open} onOpenChange={onOpenChange}>
      <AlertParts.Portal>
        <AlertParts.Overlay className={scrimClass} />
        <AlertParts.Content className={paper} onCloseAutoFocus={giveFocusBack}>
          <div className="grid gap-2 px-5 pt-4 pb-5">
            <AlertParts.Title className="serif text-18">{title}</AlertParts.Title>
            <AlertParts.Description className="text-ink-2">{lead}</AlertParts.Description>
            {error ? (
              <p role="alert" className="text-madder">
                {error}
              </p>
            ) : null}
          </div>
          <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3 max-wide:*:flex-1">
            <AlertParts.Cancel asChild>
              <Button>{keep}</Button>
            </AlertParts.Cancel>
            <Button look={danger ? 'danger' : 'ink'} busy={busy} onClick={onConfirm}>
              {act}
            </Button>
          </footer>
        </AlertParts.Content>
      </AlertParts.Portal>
    </AlertParts.Root>
  );
}
