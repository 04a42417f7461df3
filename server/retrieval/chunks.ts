/** Lines of a file that belong together, both ends included, counted from 1. */
export type LineSpan = { startLine: number; endLine: number };

/**
 * Cuts a file into chunks that cover every line exactly once: each given span is a chunk, the lines between are runs, and
 * whatever is longer than `maxLines` is cut again, at a blank line in its second half where there is one.
 *
 * @param lineCount lines of the file
 * @param spans definitions with the comments above them; in any order, may touch or overlap (what overlaps is shortened)
 * @param isBlank whether a line (from 1) is blank
 */
export function cutIntoChunks(
  lineCount: number,
  spans: readonly LineSpan[],
  { maxLines, isBlank }: { maxLines: number; isBlank: (line: number) => boolean },
): LineSpan[] {
  const chunks: LineSpan[] = [];
  let next = 1;
  const take = (startLine: number, endLine: number) => {
    for (const piece of splitLong(startLine, endLine, maxLines, isBlank)) chunks.push(piece);
    next = endLine + 1;
  };
  for (const span of [...spans].sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine)) {
    const startLine = Math.max(span.startLine, next);
    const endLine = Math.min(span.endLine, lineCount);
    if (startLine > endLine) continue;
    if (startLine > next) take(next, startLine - 1);
    take(startLine, endLine);
  }
  if (next <= lineCount) take(next, lineCount);
  return chunks;
}

function* splitLong(startLine: number, endLine: number, maxLines: number, isBlank: (line: number) => boolean): Generator<LineSpan> {
  let start = startLine;
  while (endLine - start + 1 > maxLines) {
    let end = start + maxLines - 1;
    for (let line = end; line > start + maxLines / 2; line--) {
      if (isBlank(line)) {
        end = line;
        break;
      }
    }
    yield { startLine: start, endLine: end };
    start = end + 1;
  }
  yield { startLine: start, endLine };
}
