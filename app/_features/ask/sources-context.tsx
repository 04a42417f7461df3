'use client';

import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { Mark, Note } from './notes.ts';
import type { Passage } from './passage.ts';

/** What an answer stands on: its passages, what it cites of them and how each mark was checked. */
export type Sources = { answerId: string; passages: readonly Passage[]; notes: readonly Note<Passage>[]; marks: readonly Mark[] };

type Active = { answerId: string; number: number } | null;

type State = {
  /** The source that the reader is at: its note and its marks are lit. */
  active: Active;
  setActive: (active: Active) => void;
  /** The answer whose sources the sheet shows on narrow screens. */
  sheet: Sources | null;
  openSheet: (sources: Sources) => void;
  closeSheet: () => void;
  /** Sources of the answer read last, for the button in the bar. */
  latest: Sources | null;
  publish: (sources: Sources) => void;
};

const Context = createContext<State | null>(null);

export function SourcesProvider({ children }: { children: ReactNode }) {
  const [active, setActive] = useState<Active>(null);
  const [sheet, openSheet] = useState<Sources | null>(null);
  const [latest, publish] = useState<Sources | null>(null);
  const state = useMemo<State>(
    () => ({ active, setActive, sheet, openSheet, closeSheet: () => openSheet(null), latest, publish }),
    [active, sheet, latest],
  );
  return <Context value={state}>{children}</Context>;
}

export function useSources(): State {
  const state = useContext(Context);
  if (!state) throw new Error('useSources outside of a conversation');
  return state;
}

const AnswerContext = createContext<Sources | null>(null);

/** The sources of the answer around; marks in its text read their state here. */
export function AnswerSourcesProvider({ sources, children }: { sources: Sources; children: ReactNode }) {
  return <AnswerContext value={sources}>{children}</AnswerContext>;
}

export function useAnswerSources(): Sources | null {
  return useContext(AnswerContext);
}
