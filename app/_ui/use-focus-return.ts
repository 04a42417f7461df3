'use client';

import { useInsertionEffect, useRef } from 'react';

/**
 * Gives the focus back to what had it when a dialog opened: Radix does so only for dialogs with a trigger of their own, and keys have
 * none.
 *
 * @returns for the dialog's `onCloseAutoFocus`
 */
export function useFocusReturn(open: boolean): (event: Event) => void {
  const before = useRef<Element | null>(null);
  // Before a field of the dialog can take the focus by itself.
  useInsertionEffect(() => {
    if (open) before.current = document.activeElement;
  }, [open]);
  return (event) => {
    const { current } = before;
    if (!(current instanceof HTMLElement) || !current.isConnected || current === document.body) return;
    event.preventDefault();
    current.focus();
  };
}
