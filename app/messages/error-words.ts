import type { AppError, ErrorCode } from '#server/platform/index.ts';
import words from './en.json' with { type: 'json' };

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

/** Parameters as a person reads them: a name that ends in Bytes is a size, one that ends in Ms a time. */
export function shownParams(params: object): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, shown(name, value)]));
}

function shown(name: string, value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (/Bytes$/.test(name)) return shownBytes(value);
  if (/Ms$/.test(name)) return value < 1_000 ? `${value} ms` : `${Number((value / 1_000).toFixed(1))} s`;
  return String(value);
}

function shownBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`;
}

/** Puts parameters into the holes of a sentence. */
export function fill(text: string, params: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => params[name] ?? hole);
}
