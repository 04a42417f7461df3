'use client';

import { useEffect, useRef } from 'react';
import { useKeys } from '#app/_ui/use-keys.ts';

/**
 * Esc stops what is being written, unless something that is open takes it first; [ and ] go to the previous and the next citation, j and k
 * through the passages of an answer that is a list of them.
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
  useKeys({ '[': () => goToCitation(-1), ']': () => goToCitation(1), j: () => goToRow(1), k: () => goToRow(-1) });
}

/** Next and previous passage where an answer is a list of them. */
function goToRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('a[data-row]')].filter((row) => row.offsetParent !== null);
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[at < 0 ? 0 : at + step]?.focus();
}

function goToCitation(step: 1 | -1): void {
  const chips = [...document.querySelectorAll<HTMLElement>('a[data-mark]')];
  const here = (document.activeElement ?? document.body) as HTMLElement;
  const at = chips.indexOf(here);
  if (at >= 0) return void chips[at + step]?.focus();
  // From elsewhere: the nearest one in reading order; from nowhere, the first that is on the screen.
  const isBehind = (chip: HTMLElement) =>
    here === document.body
      ? chip.getBoundingClientRect().top >= 0
      : (here.compareDocumentPosition(chip) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  const next = chips.findIndex(isBehind);
  const found = step > 0 ? chips[next] : chips[(next < 0 ? chips.length : next) - 1];
  (found ?? chips.at(step > 0 ? 0 : -1))?.focus();
}
