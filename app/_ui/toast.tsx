'use client';

import { Check, CircleX, Trash2 } from 'lucide-react';
import { Toaster as Host, toast } from 'sonner';
import { Button } from './button.tsx';
import { CopyId } from './copy-button.tsx';
import { Icon } from './icon.tsx';

/** Where toasts appear: once, in the root layout. */
export function Toaster({ label, closeLabel, nonce }: { label: string; closeLabel: string; nonce?: string | undefined }) {
  return (
    <Host
      position="top-center"
      offset={56}
      mobileOffset={60}
      containerAriaLabel={label}
      toastOptions={{ unstyled: true, className: 'w-full', closeButtonAriaLabel: closeLabel }}
      {...(nonce ? { nonce } : {})}
    />
  );
}

const paper =
  'flex w-full items-center gap-2 rounded-card border border-line-firm bg-raised py-1 pr-1 pl-3 text-13 text-ink shadow-menu min-h-10';

/** Says that something is done, with the way back where there is one. */
export function toastDone(words: string, undo?: { label: string; act: () => void }): void {
  toast.custom(
    (id) => (
      <div className={paper}>
        <Icon of={undo ? Trash2 : Check} className="text-ink-3" />
        <span className="flex-1">{words}</span>
        {undo ? (
          <Button
            look="quiet"
            size="s"
            onClick={() => {
              toast.dismiss(id);
              undo.act();
            }}
          >
            {undo.label}
          </Button>
        ) : null}
      </div>
    ),
    { duration: undo ? 10_000 : 4_000 },
  );
}

/** Says that something failed: what, what to do, and the id of the log line. */
export function toastFailed(error: { message: string; remedy?: string | undefined; id?: string | undefined }): void {
  toast.custom(
    () => (
      <div className={`${paper} border-madder-line`} role="alert">
        <Icon of={CircleX} className="text-madder" />
        <span className="flex-1 py-1">
          {error.message} {error.remedy ? <span className="text-ink-2">{error.remedy}</span> : null}
        </span>
        {error.id ? <CopyId id={error.id} /> : null}
      </div>
    ),
    { duration: 12_000 },
  );
}
