/** As the server finds them: [3], [1, 2], [1-3], [passage 2]; not before what would make it a link or a definition. */
const MARK = /\[\s*(?:(?:passages?|sources?|p|#)\s*)?(?:\.\s*)?#?(\d{1,4}(?:\s*(?:,|;|and|&|-|–)\s*#?\d{1,4})*)\s*\](?![(:])/gi;
const RANGE_MAX = 20;

// Private characters of Unicode stand for a mark while Markdown is parsed; none that a model wrote gets through.
const OPEN = '\uE000';
const CLOSE = '\uE001';
/** Where the caret stands while an answer is being written. */
export const CARET = '\uE002';
const PRIVATE = /[\uE000-\uE002]/g;

/** Where an answer cites: offsets into its text, brackets included, and the numbers of the passages. */
export type Place = { start: number; end: number; numbers: number[] };

/**
 * Finds where an answer that is still being written cites its passages, as the server will when it is done. Code is left alone:
 * `argv[1]` is no citation; nor is a number that was never given.
 */
export function findPlaces(text: string, given: ReadonlySet<number>): Place[] {
  const prose = maskCode(text);
  const places: Place[] = [];
  for (const match of prose.matchAll(MARK)) {
    const numbers = numbersOf(match[1] ?? '');
    if (numbers.length === 0 || !numbers.every((number) => given.has(number)) || indexesCode(prose, match.index)) continue;
    places.push({ start: match.index, end: match.index + match[0].length, numbers });
  }
  return places;
}

/** The numbers that a mark names: `[1, 3-5]` gives 1, 3, 4, 5. */
export function numbersIn(mark: string): number[] {
  const list = /\d[^\]]*/.exec(mark)?.[0];
  return list ? numbersOf(list.trim()) : [];
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

function numbersOf(list: string): number[] {
  const numbers: number[] = [];
  for (const part of list.split(/\s*(?:,|;|and|&)\s*/i)) {
    const [from = 0, to = from] = part.split(/\s*[-–]\s*/).map((one) => Number(one.replace('#', '')));
    if (to < from || to - from >= RANGE_MAX) return [];
    for (let number = from; number <= to; number++) if (!numbers.includes(number)) numbers.push(number);
  }
  return numbers;
}

/** Everything inside code spans and blocks becomes a letter; offsets stay. */
function maskCode(text: string): string {
  const blank = (code: string) => code.replace(/[^\n]/g, 'x');
  return text
    .replace(/^(```|~~~)[^\n]*\n[\s\S]*?(?:^\1[^\n]*$|$(?![\s\S]))/gm, blank)
    .replace(/(?<!`)(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g, (span) => (/\n\s*\n/.test(span) ? span : blank(span)));
}

/** An index on a word of prose that can only be code. */
function indexesCode(prose: string, at: number): boolean {
  const word = /[\w)$]+$/.exec(prose.slice(Math.max(0, at - 64), at))?.[0];
  return word !== undefined && /[_)$\d]|[a-z][A-Z]/.test(word) && !/^x+$/.test(word);
}
