import { formatLineRange, type LineRange } from './line-range.ts';

/** Where the viewer shows a file of a revision, or a folder. */
export interface ViewerPlace {
  repository: string;
  /** A commit, or the name of a branch. */
  revision: string;
  /** '' for the repository's root. */
  path: string;
  lines?: LineRange | null | undefined;
  /** The answer that led here and the number of its source, for the way back. */
  from?: { answerId: string; source: number } | undefined;
}

/** The viewer's address of a place: `/r/llama.cpp/a1b2c3d…/common/arg.cpp?from=…&source=3#L316-L323`. */
export function viewerHref({ repository, revision, path, lines, from }: ViewerPlace): string {
  const parts = [repository, revision, ...path.split('/').filter((part) => part !== '')].map(encodeURIComponent);
  const query = from ? `?from=${encodeURIComponent(from.answerId)}&source=${from.source}` : '';
  return `/r/${parts.join('/')}${query}${lines ? formatLineRange(lines) : ''}`;
}

/** The number of a source as an address says it; null where it says none. */
export function sourceFrom(text: string | null | undefined): number | null {
  return text && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null;
}
