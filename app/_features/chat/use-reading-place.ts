'use client';

import { useLayoutEffect, useRef, useState } from 'react';
import { type StickToBottomInstance, useStickToBottom } from 'use-stick-to-bottom';
import { type Answer, isUnfinished } from './view.ts';

/** Where somebody was in a conversation when they left it for another page of this tab: how far down, and at which citation. */
type Place = { top: number; focused: string };
const places = new Map<string, Place>();

/** The id of an answer's element: what `#answer-…` in the viewer's way back names. */
export function answerAnchor(answerId: string): string {
  return `answer-${answerId}`;
}

/**
 * Where the reader is in a conversation. An answer that is being written is followed; one that is done is shown from its question on, as
 * is a list of passages, whose best come first. An address that names an answer leads there, and who comes back from the lines that an
 * answer cites finds the place they left.
 *
 * @param last the last answer of the path that is shown
 * @param reveal makes sure that an answer is on that path
 */
export function useReadingPlace(conversationId: string, last: Answer | undefined, reveal: (answerId: string) => void) {
  const scroll = useStickToBottom({ resize: 'instant', initial: 'instant' });
  const [named, setNamed] = useState<string | null>(null);
  const latest = useRef({ scroll, reveal, last });
  useLayoutEffect(() => {
    latest.current = { scroll, reveal, last };
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
    } else if (!isUnfinished(latest.current.last)) showFromQuestion(latest.current);
    const onHash = () => {
      const next = namedInAddress();
      if (next !== null) latest.current.reveal(next);
      setNamed(next);
    };
    window.addEventListener('hashchange', onHash);
    return () => {
      window.removeEventListener('hashchange', onHash);
      const isInside = box?.contains(document.activeElement) ?? false;
      // Who watched an answer come sees it from its question on, should it be done by then.
      const isFollowing = state.isAtBottom && isUnfinished(latest.current.last);
      if (box && !isFollowing) places.set(conversationId, { top: box.scrollTop, focused: isInside ? focusedId() : '' });
      else places.delete(conversationId);
    };
  }, [conversationId, scroll.scrollRef]);
  const passagesCame = last?.mode === 'evidence' && !isUnfinished(last) ? last.id : null;
  const [listed, setListed] = useState(passagesCame);
  useLayoutEffect(() => {
    if (passagesCame === listed) return;
    setListed(passagesCame);
    if (passagesCame !== null) showFromQuestion(latest.current);
  }, [passagesCame, listed]);
  useLayoutEffect(() => {
    const answer = named === null ? null : document.getElementById(answerAnchor(named));
    if (!answer) return;
    latest.current.scroll.stopScroll();
    answer.scrollIntoView({ block: 'start' });
    answer.focus({ preventScroll: true });
  }, [named]);
  return scroll;
}

function showFromQuestion({ scroll, last }: { scroll: StickToBottomInstance; last: Answer | undefined }): void {
  const exchange = last && document.getElementById(answerAnchor(last.id))?.closest('article');
  if (!exchange) return;
  scroll.stopScroll();
  exchange.scrollIntoView({ block: 'start' });
}

function namedInAddress(): string | null {
  return /^#answer-([\w-]+)$/.exec(window.location.hash)?.[1] ?? null;
}

function focusedId(): string {
  return document.activeElement?.id ?? '';
}
