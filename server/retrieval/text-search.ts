import { RE2JS, RE2JSException } from 're2js';
import { AppError } from '#server/platform/index.ts';

/** A match in a text, by lines from 1. */
export type TextMatch = { startLine: number; endLine: number };

/** Finds the places of a pattern in one text after the other. */
export type TextMatcher = (text: string, limit: number) => TextMatch[];

/** Lines that one match may span; more is a pattern gone astray. */
const MATCH_LINES = 50;

/** Like `smart case` elsewhere: a capital in what is searched makes capitals count. */
export function countsCase(pattern: string): boolean {
  return /\p{Lu}/u.test(pattern.replace(/\\[pP]\{[^}]*\}|\\./g, ''));
}

/** Finds a text as it stands. */
export function literalMatcher(literal: string): TextMatcher {
  const fold = countsCase(literal) ? (text: string) => text : (text: string) => text.toLowerCase();
  const wanted = fold(literal);
  return (text, limit) => {
    const folded = fold(text);
    // Folding may change a text's length (İ): lines stay the same, and only lines are reported.
    return matchesAt(folded, limit, (from) => {
      const at = folded.indexOf(wanted, from);
      return at < 0 ? null : [at, at + wanted.length];
    });
  };
}

/**
 * Finds a regular expression in RE2's syntax, in time that grows with the text alone.
 *
 * @throws AppError `search.patternInvalid`
 */
export function regexMatcher(pattern: string): TextMatcher {
  const expression = compile(pattern);
  return (text, limit) => {
    // The test runs on an automaton, ten times as fast as finding the place: most files end here.
    if (!expression.test(text)) return [];
    const matcher = expression.matcher(text);
    return matchesAt(text, limit, (from) => {
      // A match of nothing is a match everywhere: it is not reported.
      for (let at = from; at <= text.length && matcher.find(at); at = matcher.end() + 1) {
        if (matcher.end() > matcher.start()) return [matcher.start(), matcher.end()];
      }
      return null;
    });
  };
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern, RE2JS.MULTILINE | (countsCase(pattern) ? 0 : RE2JS.CASE_INSENSITIVE));
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    // RE2 quotes the pattern with the flags that stand before it here: nobody typed those.
    const reason = cause.message.replace(/^error parsing regexp: /, '').replace(/`(?:\(\?[mi]\))+/, '`');
    throw new AppError('search.patternInvalid', { reason: reason.slice(0, 200) }, { cause });
  }
}

/** Turns offsets into lines, one match a line at most. */
function matchesAt(text: string, limit: number, next: (from: number) => [number, number] | null): TextMatch[] {
  const matches: TextMatch[] = [];
  let line = 1;
  let counted = 0;
  for (let from = 0; matches.length < limit && from <= text.length; ) {
    const found = next(from);
    if (!found) break;
    const [start, end] = found;
    line += countLines(text, counted, start);
    const endLine = line + Math.min(MATCH_LINES, countLines(text, start, Math.max(start, end - 1)));
    matches.push({ startLine: line, endLine });
    const lineEnd = text.indexOf('\n', Math.max(start, end - 1));
    counted = start;
    if (lineEnd < 0) break;
    from = lineEnd + 1;
  }
  return matches;
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
