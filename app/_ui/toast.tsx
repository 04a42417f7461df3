'use client';

import { Check, CircleX, Trash2, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Toast as Parts } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import { Button, IconButton } from './button.tsx';
import { cn } from './class-names.ts';
import { CopyId } from './copy-button.tsx';
import { Icon } from './icon.tsx';
import { type Toast, toasts } from './toast-store.ts';

const DONE_MS = 4_000;
/** Long enough to read what was undone by mistake; pointing at a toast, or focus in it, stops its clock. */
const UNDO_MS = 10_000;
const FAILED_MS = 12_000;
const none: readonly Toast[] = [];

/** Where toasts appear: once, in the root layout. Radix and not sonner, which writes a style element that our policy refuses. */
export function Toaster() {
  const t = useTranslations('ui');
  const shown = useSyncExternalStore(toasts.subscribe, toasts.read, () => none);
  return (
    <Parts.Provider swipeDirection="up" label={t('notifications')}>
      {shown.map((toast) => (
        <Shown key={toast.key} toast={toast} />
      ))}
      <Parts.Viewport
        label={t('notifications')}
        className="fixed top-14 left-1/2 z-60 flex w-[min(420px,calc(100vw-32px))] -translate-x-1/2 flex-col gap-2 outline-none"
      />
    </Parts.Provider>
  );
}

function Shown({ toast }: { toast: Toast }) {
  const failed = toast.kind === 'failed';
  const undo = toast.kind === 'done' ? toast.undo : undefined;
  return (
    <Parts.Root
      type={failed ? 'foreground' : 'background'}
      duration={failed ? FAILED_MS : undo ? UNDO_MS : DONE_MS}
      onOpenChange={(open) => {
        if (!open) toasts.drop(toast.key);
      }}
      className={cn(
        'flex min-h-10 animate-open items-center gap-2 rounded-card border border-line-firm bg-raised py-1 pr-1 pl-3 text-13 text-ink shadow-menu',
        failed && 'border-madder-line',
      )}
    >
      <Icon of={failed ? CircleX : undo ? Trash2 : Check} className={failed ? 'text-madder' : 'text-ink-3'} />
      <Parts.Description className="min-w-0 flex-1 py-1">
        {failed ? toast.message : toast.words} {failed && toast.remedy ? <span className="text-ink-2">{toast.remedy}</span> : null}
      </Parts.Description>
      {failed && toast.id ? <CopyId id={toast.id} /> : null}
      <Last undo={undo} />
    </Parts.Root>
  );
}

/** The way back, or the way to close. */
function Last({ undo }: { undo: { label: string; act: () => void } | undefined }) {
  const t = useTranslations('ui');
  if (!undo) {
    return (
      <Parts.Close asChild>
        <IconButton label={t('close')}>
          <Icon of={X} size={14} />
        </IconButton>
      </Parts.Close>
    );
  }
  return (
    <Parts.Action asChild altText={undo.label}>
      <Button look="quiet" size="s" onClick={undo.act}>
        {undo.label}
      </Button>
    </Parts.Action>
  );
}
