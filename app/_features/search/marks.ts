/** Part of a line that is marked, by UTF-16 offsets, the end not included. */
export interface Mark {
  start: number;
  end: number;
}

/** Finds what is to be marked in a line. */
export type Marker = (line: string) => Mark[];

/** Words that say nothing about code: marking them would mark every line. */
const plainWords = new Set(
  'a an and are as at be by do does for from has have how in is it its of on or that the this to was what when where which who why with'.split(
    ' ',
  ),
);

/** Marks the words of a question, as far as eyes can tell: whole identifiers first, else beginnings of the same word. */
export function wordMarker(text: string): Marker {
  const tokens = (text.match(/[\p{L}\p{N}_]+/gu) ?? []).filter((token) => !plainWords.has(token.toLowerCase()));
  const wholes = tokens.filter((token) => token.length > 1).map((token) => literally(token));
  const parts = tokens.flatMap((token) => token.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+/gu) ?? []).filter((part) => part.length > 2);
  const stems = [...new Set(parts.map((part) => literally(stemOf(part.toLowerCase()))))];
  const patterns = [...new Set(wholes), ...stems.map((stem) => `${stem}\\p{Ll}{0,4}`)].sort((a, b) => b.length - a.length);
  return patterns.length === 0 ? () => [] : patternMarker(new RegExp(patterns.join('|'), 'giu'));
}

/** Marks a text as it stands; a capital in it makes capitals count, as in the search itself. */
export function literalMarker(text: string): Marker {
  if (text === '') return () => [];
  return patternMarker(new RegExp(literally(text), /\p{Lu}/u.test(text) ? 'gu' : 'giu'));
}

function patternMarker(pattern: RegExp): Marker {
  return (line) =>
    [...line.matchAll(pattern)]
      .filter((match) => match[0] !== '')
      .map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/** Enough of a word to find its other forms: `parsing` gives `pars`. */
function stemOf(word: string): string {
  return word.length > 5 ? word.replace(/(?:ations?|ings?|ers?|ed|es|s|e)$/u, '') : word;
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/**
 * Marks what an expression finds, in RE2's own time: a page must not hang where the server did not.
 *
 * @returns a marker of nothing where the expression is none
 */
export async function regexMarker(pattern: string): Promise<Marker> {
  const { RE2JS } = await import('re2js');
  try {
    const countsCase = /\p{Lu}/u.test(pattern.replace(/\\[pP]\{[^}]*\}|\\./g, ''));
    const expression = RE2JS.compile(pattern, RE2JS.MULTILINE | (countsCase ? 0 : RE2JS.CASE_INSENSITIVE));
    return (line) => {
      const matcher = expression.matcher(line);
      const found: Mark[] = [];
      while (found.length < 50 && matcher.find())
        if (matcher.end() > matcher.start()) found.push({ start: matcher.start(), end: matcher.end() });
      return found;
    };
  } catch {
    return () => [];
  }
}

/** A piece of a line that is marked or not, and has one colour. */
export interface Piece {
  text: string;
  colour: string | null;
  isMarked: boolean;
}

/** Cuts coloured runs where marks begin and end. The texts of the pieces are the line. */
export function piecesOf(tokens: readonly { text: string; colour: string | null }[], marks: readonly Mark[]): Piece[] {
  const pieces: Piece[] = [];
  let offset = 0;
  for (const token of tokens) {
    const end = offset + token.text.length;
    const cuts = [offset, end, ...marks.flatMap((mark) => [mark.start, mark.end]).filter((cut) => cut > offset && cut < end)].sort(
      (a, b) => a - b,
    );
    for (let at = 1; at < cuts.length; at += 1) {
      const [from = 0, to = 0] = [cuts[at - 1], cuts[at]];
      if (to === from) continue;
      const isMarked = marks.some((mark) => mark.start <= from && mark.end >= to);
      pieces.push({ text: token.text.slice(from - offset, to - offset), colour: token.colour, isMarked });
    }
    offset = end;
  }
  return pieces;
}
