/** Lines out of a passage, and where they stand in their file. */
export type ExcerptLines = { startLine: number; lines: string[] };

/**
 * The few lines of a passage that a note has room for: those around what its citation was verified by, else the first that say something.
 * They lose the indent that they share.
 *
 * @param detail the identifier or quotation that was found; '' for none
 */
export function excerptLines(passage: ExcerptLines, detail: string, atMost: number): ExcerptLines {
  const { lines } = passage;
  const named = detail === '' ? -1 : lines.findIndex((line) => line.includes(detail));
  const first = named >= 0 ? named - Math.floor((atMost - 1) / 2) : lines.findIndex((line) => /[\p{L}\p{N}]/u.test(line));
  const from = Math.max(0, Math.min(first, lines.length - atMost));
  const shown = lines.slice(from, from + atMost);
  const indent = Math.min(...shown.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)));
  return { startLine: passage.startLine + from, lines: Number.isFinite(indent) ? shown.map((line) => line.slice(indent)) : shown };
}
