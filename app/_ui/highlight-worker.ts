import type { GrammarState } from 'shiki/core';
import { type CodeToken, highlightPart } from './highlight.ts';

/** What the page asks: colours of a text, the part that is on the screen first; or that nobody waits for them any more. */
export type ColourQuestion = { id: number; language: string; lines: readonly string[]; firstShown: number };
export type ColourEnd = { id: number; end: true };
/** What comes back, part by part: the lines from `from` on. */
export type ColourAnswer = { id: number; from: number; lines: CodeToken[][] };

/** Lines coloured between two looks at the mailbox: about 20 ms. */
const PART_LINES = 100;

// A grammar of a large language takes a second to build its expressions; here nobody waits for that.
const wanted = new Set<number>();
self.onmessage = ({ data }: MessageEvent<ColourQuestion | ColourEnd>) => {
  if ('end' in data) return void wanted.delete(data.id);
  wanted.add(data.id);
  void answer(data).finally(() => wanted.delete(data.id));
};

async function answer({ id, language, lines, firstShown }: ColourQuestion): Promise<void> {
  const say = (from: number, coloured: CodeToken[][]) => self.postMessage({ id, from, lines: coloured } satisfies ColourAnswer);
  const part = (from: number) => lines.slice(from, from + PART_LINES).join('\n');
  // Not exact, since the grammar has not seen what stands above, but near; the run from the top corrects it.
  if (firstShown >= PART_LINES) say(firstShown, (await highlightPart(part(firstShown), language)).lines);
  let state: GrammarState | undefined;
  for (let from = 0; from < lines.length && wanted.has(id); from += PART_LINES) {
    const coloured = await highlightPart(part(from), language, state);
    state = coloured.state;
    say(from, coloured.lines);
    await new Promise((rested) => setTimeout(rested));
  }
}
