/** Lines of a file at a revision. */
export type Lines = { repository: string; revision: string; path: string; startLine: number; endLine: number };

/**
 * Address of the viewer at some lines. With `from` and `source` the viewer names the answer and the passage that led there.
 */
export function viewerAddress(lines: Lines, from?: { answerId: string; source: number }): string {
  const path = lines.path.split('/').map(encodeURIComponent).join('/');
  const query = from ? `?from=${encodeURIComponent(from.answerId)}&source=${from.source}` : '';
  const range = lines.endLine > lines.startLine ? `L${lines.startLine}-L${lines.endLine}` : `L${lines.startLine}`;
  return `/r/${encodeURIComponent(lines.repository)}/${lines.revision}/${path}${query}#${range}`;
}

/** Lines as a reader writes them: 316–323, or 2443. */
export function lineRange({ startLine, endLine }: Pick<Lines, 'startLine' | 'endLine'>): string {
  return endLine > startLine ? `${startLine}–${endLine}` : `${startLine}`;
}
