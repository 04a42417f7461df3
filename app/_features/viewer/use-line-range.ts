'use client';

import { useCallback, useEffect, useState } from 'react';
import { formatLineRange, type LineRange, parseLineRange } from './line-range.ts';

/**
 * The lines that the address's fragment names, and a way to name others. Browsers say nothing when a page changes its own address, so
 * whoever changes it does so through here; `place` is what else can change it (the path with its search parameters).
 */
export function useLineRange(place: string): [LineRange | null, (range: LineRange | null) => void] {
  const [range, setRange] = useState<LineRange | null>(null);
  useEffect(() => {
    const read = () => setRange(parseLineRange(window.location.hash));
    if (place !== '') read();
    window.addEventListener('hashchange', read);
    window.addEventListener('popstate', read);
    return () => {
      window.removeEventListener('hashchange', read);
      window.removeEventListener('popstate', read);
    };
  }, [place]);
  const change = useCallback((next: LineRange | null) => {
    const { pathname, search } = window.location;
    window.history.replaceState(null, '', `${pathname}${search}${next ? formatLineRange(next) : ''}`);
    setRange(next);
  }, []);
  return [range, change];
}
