import type { AppError, ErrorCode } from '#server/platform/index.ts';
import words from './en.json' with { type: 'json' };
import { shownParams } from './shown-params.ts';

export { shownParams };

/** What happened, and what to do about it. */
export type ErrorWords = { message: string; remedy: string };

type RoomOf<C> = C extends `${infer Room}.${string}` ? Room : never;
type NameIn<C, Room extends string> = C extends `${Room}.${infer Name}` ? Name : never;
type WordsForEveryCode = { [Room in RoomOf<ErrorCode>]: { [Name in NameIn<ErrorCode, Room>]: ErrorWords } };

// A code without words does not compile here.
const errors: WordsForEveryCode = words.errors;

/** The English words of an error: console, API and log use these; pages in another language take that language's. */
export function wordsOf(error: Pick<AppError, 'code' | 'params'>): ErrorWords {
  const [room, name] = error.code.split('.') as [string, string];
  const { message, remedy } = (errors as Record<string, Record<string, ErrorWords>>)[room]?.[name] ?? { message: error.code, remedy: '' };
  const params = shownParams(error.params);
  return { message: fill(message, params), remedy: fill(remedy, params) };
}

/** Puts parameters into the holes of a sentence. */
export function fill(text: string, params: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => params[name] ?? hole);
}
