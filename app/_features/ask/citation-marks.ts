/** A piece of an answer's text: words, or the number of a passage that the model cites there. */
export type TextPart = { kind: 'words'; text: string } | { kind: 'cite'; number: number };

const MARK = /\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]/g;

/**
 * Finds the marks with which an answer cites its passages: [2], [2][5], [2, 5]. A space before a mark goes, since the chip has its own
 * distance. What looks alike and is none (an index as in `a[1]`, the label of a link) never reaches this: it is code or a link.
 */
export function splitCitations(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(MARK)) {
    const words = text.slice(from, match.index).replace(/ $/, '');
    if (words) parts.push({ kind: 'words', text: words });
    for (const number of (match[1] ?? '').split(/[,;]/)) parts.push({ kind: 'cite', number: Number(number) });
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push({ kind: 'words', text: text.slice(from) });
  return parts;
}
