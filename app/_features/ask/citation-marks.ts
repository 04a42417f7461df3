/** As the server finds them: [3], [1, 2], [1-3], [passage 2]; not before what would make it a link or a definition. */
const MARK = /\[\s*(?:passages?|sources?|p|#)?\s*\.?\s*#?(\d{1,4}(?:\s*(?:,|;|and|&|-|–)\s*#?\d{1,4})*)\s*\](?![(:])/gi;
const RANGE_MAX = 20;

// Private characters of Unicode stand for a mark while Markdown is parsed; none that a model wrote gets through.
const OPEN = '\uE000';
const CLOSE = '\uE001';
/** Where the caret stands while an answer is being written. */
export const CARET = '\uE002';
const PRIVATE = /[\uE000-\uE002]/g;

/** An answer's text with its citations taken out: in their place stand tokens, each with its place in `marks`. */
export type MarkedText = { text: string; marks: number[] };

/**
 * Finds where an answer cites its passages and puts a token in place of each number. Code is left alone: `argv[1]` is no citation.
 * A space before a mark goes, since its chip has a distance of its own.
 *
 * @returns marks: the number of the passage that each token cites, in order of appearance
 */
export function markCitations(answer: string): MarkedText {
  const text = answer.replace(PRIVATE, '');
  const prose = maskCode(text);
  const marks: number[] = [];
  let marked = '';
  let from = 0;
  for (const match of prose.matchAll(MARK)) {
    const numbers = numbersOf(match[1] ?? '');
    if (numbers.length === 0 || indexesCode(prose, match.index)) continue;
    marked += text.slice(from, match.index).replace(/ $/, '');
    for (const number of numbers) marked += `${OPEN}${marks.push(number) - 1}${CLOSE}`;
    from = match.index + match[0].length;
  }
  return { text: marked + text.slice(from), marks };
}

/** A piece of a rendered line: words, the place of a citation in `marks`, or the caret. */
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
    .replace(/(`+)(?!`)([\s\S]*?[^`])\1(?!`)/g, (span) => (/\n\s*\n/.test(span) ? span : blank(span)));
}

/** An index on a word of prose that can only be code. */
function indexesCode(prose: string, at: number): boolean {
  const word = /[\w)$]+$/.exec(prose.slice(Math.max(0, at - 64), at))?.[0];
  return word !== undefined && /[_)$\d]|[a-z][A-Z]/.test(word) && !/^x+$/.test(word);
}
