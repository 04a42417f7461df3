'use client';

import { useSyncExternalStore } from 'react';

/**
 * The secret behind the # of this address: browsers do not send it, so that no log ever holds it. null before the page runs.
 */
export function useLinkSecret(): string | null {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed);
      return () => window.removeEventListener('hashchange', changed);
    },
    () => window.location.hash.slice(1),
    () => null,
  );
}
