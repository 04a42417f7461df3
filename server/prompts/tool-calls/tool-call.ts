import type { ValueSchema } from './typed-value.ts';

/** A tool that a model may call, as it is shown to it. */
export type Tool = { name: string; description: string; parameters: ValueSchema & { required?: readonly string[] } };

/** What a model asks to be done. */
export type ToolCall = {
  name: string;
  arguments: Record<string, unknown>;
  /** False where the text broke off inside it, so that its end is a guess: nothing that destroys anything is done on a guess. */
  isWhole: boolean;
};

/** Calls found at one place; that it takes more text to know; or that none stands there. */
export type FoundCalls = { calls: ToolCall[]; end: number } | 'more' | 'no';

/** Whether `text` at `at` is this mark; 'more' where it may still become it. */
export function markAt(text: string, at: number, mark: string, isEnd: boolean): boolean | 'more' {
  if (text.startsWith(mark, at)) return true;
  const there = text.slice(at, at + mark.length);
  return !isEnd && there.length < mark.length && mark.startsWith(there) ? 'more' : false;
}

export function skipSpace(text: string, at: number): number {
  let behind = at;
  while (/\s/.test(text[behind] ?? '')) behind++;
  return behind;
}
