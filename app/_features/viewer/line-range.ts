/** Lines of a file, counted from 1, both ends included. */
export interface LineRange {
  start: number;
  end: number;
}

const fragment = /^#?L(\d{1,9})(?:-L?(\d{1,9}))?$/;

/**
 * The lines that a URL fragment names: `#L10`, `#L10-L20` or `#L10-20`. Ends given the wrong way round are turned.
 *
 * @returns null where the fragment names no line
 */
export function parseLineRange(text: string): LineRange | null {
  const match = fragment.exec(text);
  if (!match) return null;
  const first = Number(match[1]);
  const second = match[2] === undefined ? first : Number(match[2]);
  if (first < 1 || second < 1) return null;
  return { start: Math.min(first, second), end: Math.max(first, second) };
}

/** The fragment of a range, with its `#`: one line as `#L10`, more as `#L10-L20`. */
export function formatLineRange(range: LineRange): string {
  return range.start === range.end ? `#L${range.start}` : `#L${range.start}-L${range.end}`;
}

/** The range as it stands in a sentence: `316` or `316–323`. */
export function wordLineRange(range: LineRange): string {
  return range.start === range.end ? String(range.start) : `${range.start}–${range.end}`;
}

/**
 * What a click on a line number selects: that line, or with Shift everything from the first line of the last selection to it.
 */
export function selectLine(current: LineRange | null, line: number, extend: boolean): LineRange {
  if (!extend || current === null) return { start: line, end: line };
  return line < current.start ? { start: line, end: current.end } : { start: current.start, end: line };
}

/** The part of a range that a file of that many lines has; null where the file is shorter than the range's first line. */
export function clipLineRange(range: LineRange, totalLines: number): LineRange | null {
  if (range.start > totalLines) return null;
  return { start: range.start, end: Math.min(range.end, totalLines) };
}

export function isLineInRange(line: number, range: LineRange | null): boolean {
  return range !== null && line >= range.start && line <= range.end;
}
