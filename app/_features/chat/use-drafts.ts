'use client';

import { useEffect, useMemo, useState } from 'react';
import { draftStore } from './draft-store.ts';

/** The draft of a conversation, kept on this device as it is typed. `given` stands in for a draft where there is none. */
export function useDraft(userId: string, conversationId: string, given = ''): [string, (text: string) => void] {
  const [text, setText] = useState(given);
  const store = useMemo(() => (typeof window === 'undefined' ? null : draftStore(window.localStorage, userId)), [userId]);
  useEffect(() => {
    setText(given || (store?.read(conversationId) ?? ''));
  }, [store, conversationId, given]);
  const keep = (next: string) => {
    setText(next);
    store?.keep(conversationId, next);
  };
  return [text, keep];
}
