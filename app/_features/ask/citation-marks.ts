import { findMarks, maskCode } from '#app/messages/citation-words.ts';

// Private characters of Unicode stand for a mark while Markdown is parsed; none that a model wrote gets through.
const OPEN = '\uE000';
const CLOSE = '\uE001';
/** Where the caret stands while an answer is being written. */
export const CARET = '\uE002';
const PRIVATE = /[\uE000-\uE002]/g;

/** Where an answer cites: offsets into its text, brackets included, and the numbers of the passages. */
export type Place = { start: number; end: number; numbers: number[] };

/**
 * Finds where an answer that is still being written cites its passages, as the server will when it is done. A number that was never
 * given stays text until then.
 */
export function findPlaces(text: string, given: ReadonlySet<number>): Place[] {
  return findMarks(maskCode(text), (id) => given.has(id)).flatMap(({ start, end, ids }) =>
    ids.every((id) => given.has(id)) ? [{ start, end, numbers: ids }] : [],
  );
}

/**
 * Puts a token in place of each citation, so that Markdown can be parsed without it. A space before a mark goes: its chip has a distance
 * of its own. Tokens are numbered in order of appearance.
 */
export function withTokens(answer: string, places: readonly Place[]): string {
  const text = answer.replace(PRIVATE, '\uFFFD');
  let marked = '';
  let from = 0;
  let token = 0;
  for (const place of places) {
    if (place.start < from || place.end > text.length) continue;
    marked += text.slice(from, place.start).replace(/ $/, '');
    for (const _ of place.numbers) marked += `${OPEN}${token++}${CLOSE}`;
    from = place.end;
  }
  return marked + text.slice(from);
}

/** A piece of a rendered line: words, a citation by the number of its token, or the caret. */
export type TextPart = { kind: 'words'; text: string } | { kind: 'cite'; mark: number } | { kind: 'caret' };

/** Splits a piece of text at the tokens in it. */
export function splitTokens(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(/\uE000(\d+)\uE001|\uE002/g)) {
    if (match.index > from) parts.push({ kind: 'words', text: text.slice(from, match.index) });
    parts.push(match[1] === undefined ? { kind: 'caret' } : { kind: 'cite', mark: Number(match[1]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'words', text: text.slice(from) });
  return parts;
}

/** While an answer is written, a mark that is half there waits until it is whole. */
export function withoutHalfMark(text: string): string {
  return text.replace(/ ?\[[^[\]\n`]{0,16}$/, '');
}
