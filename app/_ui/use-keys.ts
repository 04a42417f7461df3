'use client';

import { useEffect, useRef } from 'react';
import { isTyping } from '#app/_features/shell/shortcuts.tsx';

type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/**
 * Bare keys of a page (`j`, `[`, `enter`), while nobody types and no dialog is open. With Ctrl, Alt or Meta they stay the browser's.
 *
 * @param keys by `KeyboardEvent.key` in lower case
 */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
      if (isTyping(event.target) || document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]'))
        return;
      const act = latest.current[event.key.toLowerCase()];
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
