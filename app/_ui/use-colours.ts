'use client';

import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { type CodeToken, languageOf, plainLines } from './highlight.ts';
import type { ColourAnswer, ColourEnd, ColourQuestion } from './highlight-worker.ts';

/** A text that is being written is coloured anew at most so often. */
const COLOURED_EVERY_MS = 200;
/** Longer texts stay plain: colouring them would keep a core busy for a minute. */
const COLOURED_LINES_MAX = 40_000;

/**
 * Colours of a long text, worked out beside the page, the part that is shown first at first. Where no colours have come yet, or the
 * browser has no such worker, the text stays plain.
 *
 * @param language as highlight's `languageOf` gives it, null for none
 * @param firstShown the first line on the screen when the text appears, from 0
 * @returns the runs of a line, counted from 0; undefined for a plain one
 */
export function useColours(
  lines: readonly string[],
  language: string | null,
  firstShown: number,
): (line: number) => CodeToken[] | undefined {
  // Parts come by the hundred: the map grows in place, and a count says that it did.
  const tokens = useMemo(() => ({ of: lines, byLine: new Map<number, CodeToken[]>() }), [lines]);
  const [, cameMore] = useReducer((count: number) => count + 1, 0);
  const start = useRef(firstShown);
  useEffect(() => {
    start.current = firstShown;
  });
  useEffect(() => {
    if (language === null || tokens.of.length > COLOURED_LINES_MAX) return;
    return askColours({ language, lines: tokens.of, firstShown: Math.max(0, start.current) }, (from, coloured) => {
      for (const [at, line] of coloured.entries()) tokens.byLine.set(from + at, line);
      cameMore();
    });
  }, [tokens, language]);
  return (line) => tokens.byLine.get(line);
}

/**
 * Lines of a short text: plain at once, in their colours when those have come. A text that grows keeps the colours of the lines that stand.
 *
 * @param languageOrPath a fence's word or a file's path; null for none
 */
export function useColouredLines(code: string, languageOrPath: string | null): CodeToken[][] {
  const [coloured, setColoured] = useState<{ lines: string[]; tokens: CodeToken[][] } | null>(null);
  const [asked, setAsked] = useState(code);
  const language = languageOrPath ? languageOf(languageOrPath) : null;
  const isBehind = asked !== code;
  const latest = useRef(code);
  useEffect(() => {
    latest.current = code;
  });
  useEffect(() => {
    if (!isBehind) return;
    const wait = setTimeout(() => setAsked(latest.current), COLOURED_EVERY_MS);
    return () => clearTimeout(wait);
  }, [isBehind]);
  useEffect(() => {
    if (!language) return;
    const lines = asked.split('\n');
    let tokens: CodeToken[][] = [];
    return askColours({ language, lines, firstShown: 0 }, (from, part) => {
      tokens = [...tokens.slice(0, from), ...part];
      setColoured({ lines, tokens });
    });
  }, [asked, language]);
  const plain = plainLines(code);
  return coloured ? plain.map((line, at) => (coloured.lines[at] === line[0]?.text ? (coloured.tokens[at] ?? line) : line)) : plain;
}

let worker: Worker | null = null;
let lastId = 0;

/** One worker a tab, made when a text is first coloured, ended with the tab: its grammars stay built. */
function askColours(question: Omit<ColourQuestion, 'id'>, hear: (from: number, lines: CodeToken[][]) => void): () => void {
  worker ??= new Worker(new URL('./highlight-worker.ts', import.meta.url), { type: 'module' });
  lastId += 1;
  const id = lastId;
  const listener = (event: MessageEvent<ColourAnswer>) => {
    if (event.data.id === id) hear(event.data.from, event.data.lines);
  };
  worker.addEventListener('message', listener);
  worker.postMessage({ ...question, id } satisfies ColourQuestion);
  return () => {
    worker?.removeEventListener('message', listener);
    worker?.postMessage({ id, end: true } satisfies ColourEnd);
  };
}
