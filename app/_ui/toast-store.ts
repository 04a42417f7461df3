/** What a toast says: that something is done, with the way back where there is one, or that it failed. */
export type ToastWords =
  | { kind: 'done'; words: string; undo?: { label: string; act: () => void } | undefined }
  | { kind: 'failed'; message: string; remedy?: string | undefined; id?: string | undefined };

export type Toast = ToastWords & { key: number };

/** More than these would cover the page; the oldest goes. */
const SHOWN_MAX = 3;

let shown: readonly Toast[] = [];
let nextKey = 1;
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** The toasts on the page, newest last, for `useSyncExternalStore`. */
export const toasts = {
  read: (): readonly Toast[] => shown,
  add: (words: ToastWords): void => change([...shown, { ...words, key: nextKey++ }].slice(-SHOWN_MAX)),
  drop: (key: number): void => change(shown.filter((toast) => toast.key !== key)),
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Says that something is done, with the way back where there is one. */
export function toastDone(words: string, undo?: { label: string; act: () => void }): void {
  toasts.add({ kind: 'done', words, undo });
}

/** Says that something failed: what, what to do, and the id of the log line. */
export function toastFailed({ message, remedy, id }: { message: string; remedy?: string | undefined; id?: string | undefined }): void {
  toasts.add({ kind: 'failed', message, remedy, id });
}
