'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback, useMemo } from 'react';

/**
 * The page's search parameters and a way to replace them without a request: what a person chose on a page stands in its address, so
 * that it can be sent to somebody and comes back with the browser's back button.
 */
export function useUrlParams(): [URLSearchParams, (params: URLSearchParams, how?: 'push' | 'replace') => void] {
  const path = usePathname();
  const current = useSearchParams().toString();
  const params = useMemo(() => new URLSearchParams(current), [current]);
  const change = useCallback(
    (next: URLSearchParams, how: 'push' | 'replace' = 'replace') => {
      const address = `${path}${next.size > 0 ? `?${next}` : ''}${window.location.hash}`;
      if (how === 'push') window.history.pushState(null, '', address);
      else window.history.replaceState(null, '', address);
    },
    [path],
  );
  return [params, change];
}
