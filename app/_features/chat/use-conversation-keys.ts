'use client';

import { useEffect, useRef } from 'react';
import { useKeys } from '#app/_ui/use-keys.ts';

/**
 * Esc stops what is being written, unless something that is open takes it first; [ and ] go to the previous and the next citation.
 *
 * @param stop null while nothing is being written
 */
export function useConversationKeys(stop: (() => void) | null): void {
  const latest = useRef(stop);
  useEffect(() => {
    latest.current = stop;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.shiftKey || event.defaultPrevented || event.isComposing) return;
      if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return;
      latest.current?.();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  useKeys({ '[': () => goToCitation(-1), ']': () => goToCitation(1) });
}

function goToCitation(step: 1 | -1): void {
  const chips = [...document.querySelectorAll<HTMLElement>('a[data-mark]')];
  const at = document.activeElement instanceof HTMLElement ? chips.indexOf(document.activeElement) : -1;
  const next = at < 0 ? (step > 0 ? 0 : chips.length - 1) : at + step;
  chips[next]?.focus();
}
