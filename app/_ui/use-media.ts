'use client';

import { useSyncExternalStore } from 'react';

/** Below this width drawers become sheets. */
export const NARROW = '(max-width: 1239px)';
/** Below this width tables become rows of two lines, and sheets come from below. */
export const SMALL = '(max-width: 900px)';

/** Whether a media query holds. On the server, and in the first paint, it does not: styles that must be right at once stand in CSS. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
    () => false,
  );
}
