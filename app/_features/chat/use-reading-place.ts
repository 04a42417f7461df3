'use client';

import { useLayoutEffect, useRef, useState } from 'react';
import { useStickToBottom } from 'use-stick-to-bottom';

/** Where somebody was in a conversation when they left it for another page of this tab: how far down, and at which citation. */
type Place = { top: number; focused: string };
const places = new Map<string, Place>();

/** The id of an answer's element: what `#answer-…` in the viewer's way back names. */
export function answerAnchor(answerId: string): string {
  return `answer-${answerId}`;
}

/**
 * Where the reader is in a conversation. It opens at its newest words and follows them, unless the address names an answer, or somebody
 * comes back from the lines that an answer cites: then it opens where they left.
 *
 * @param reveal makes sure that an answer is on the path that is shown
 */
export function useReadingPlace(conversationId: string, reveal: (answerId: string) => void) {
  const scroll = useStickToBottom({ resize: 'instant', initial: 'instant' });
  const [named, setNamed] = useState<string | null>(null);
  const latest = useRef({ scroll, reveal });
  useLayoutEffect(() => {
    latest.current = { scroll, reveal };
  });
  useLayoutEffect(() => {
    const box = scroll.scrollRef.current;
    const { stopScroll, state } = latest.current.scroll;
    const kept = places.get(conversationId);
    const answerId = namedInAddress();
    if (answerId !== null) {
      latest.current.reveal(answerId);
      setNamed(answerId);
    } else if (kept && box) {
      stopScroll();
      box.scrollTop = kept.top;
      document.getElementById(kept.focused)?.focus({ preventScroll: true });
    }
    const onHash = () => {
      const next = namedInAddress();
      if (next !== null) latest.current.reveal(next);
      setNamed(next);
    };
    window.addEventListener('hashchange', onHash);
    return () => {
      window.removeEventListener('hashchange', onHash);
      const isInside = box?.contains(document.activeElement) ?? false;
      if (box && !state.isAtBottom) places.set(conversationId, { top: box.scrollTop, focused: isInside ? focusedId() : '' });
      else places.delete(conversationId);
    };
  }, [conversationId, scroll.scrollRef]);
  useLayoutEffect(() => {
    const answer = named === null ? null : document.getElementById(answerAnchor(named));
    if (!answer) return;
    latest.current.scroll.stopScroll();
    answer.scrollIntoView({ block: 'start' });
    answer.focus({ preventScroll: true });
  }, [named]);
  return scroll;
}

function namedInAddress(): string | null {
  return /^#answer-([\w-]+)$/.exec(window.location.hash)?.[1] ?? null;
}

function focusedId(): string {
  return document.activeElement?.id ?? '';
}
