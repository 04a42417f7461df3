/** How the files of a revision fared, every file once. */
export interface FileCounts {
  files: number;
  filesIndexed: number;
  filesSkipped: number;
  filesFailed: number;
}

export interface BarPart {
  kind: 'indexed' | 'skipped' | 'failed';
  files: number;
  /** Share of all files, 0 to 100, one decimal: what stands beside the bar. */
  percent: number;
  /** Width of the part, 0 to 100: what is there shows, be it ever so little. */
  width: number;
}

/** A part narrower than this cannot be seen on a bar of 300 px. */
const leastWidth = 0.6;

/**
 * The bar of a revision's coverage. A part that is there takes at least 0.6 % of the width, at the expense of the largest one; the
 * percentages stay true.
 */
export function coverageBar(counts: FileCounts): BarPart[] {
  const files = Math.max(counts.files, 1);
  const parts: BarPart[] = [
    { kind: 'indexed', files: counts.filesIndexed, percent: 0, width: 0 },
    { kind: 'skipped', files: counts.filesSkipped, percent: 0, width: 0 },
    { kind: 'failed', files: counts.filesFailed, percent: 0, width: 0 },
  ];
  for (const part of parts) {
    part.percent = Math.round((part.files / files) * 1_000) / 10;
    part.width = part.files === 0 ? 0 : Math.max(leastWidth, (part.files / files) * 100);
  }
  const over = parts.reduce((sum, part) => sum + part.width, 0) - 100;
  const largest = parts.reduce((most, part) => (part.width > most.width ? part : most));
  if (over > 0) largest.width -= over;
  return parts;
}

export interface Share {
  name: string;
  percent: number;
}

/**
 * The languages of a revision by bytes of source, largest first; what does not fit the bar's five colours is one rest.
 *
 * @param bytesByLanguage bytes of source for each language
 * @param rest name of the rest
 * @returns whole percentages that sum to 100 (the largest remainder takes what rounding leaves), empty for no source
 */
export function languageShares(bytesByLanguage: Readonly<Record<string, number>>, rest: string): Share[] {
  const sorted = Object.entries(bytesByLanguage)
    .filter(([, bytes]) => bytes > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const total = sorted.reduce((sum, [, bytes]) => sum + bytes, 0);
  if (total === 0) return [];
  const named = sorted.length > 5 ? sorted.slice(0, 4) : sorted;
  const shares = named.map(([name, bytes]) => ({ name, exact: (bytes / total) * 100 }));
  const restBytes = sorted.slice(named.length).reduce((sum, [, bytes]) => sum + bytes, 0);
  if (restBytes > 0) shares.push({ name: rest, exact: (restBytes / total) * 100 });
  return roundTo100(shares);
}

function roundTo100(shares: readonly { name: string; exact: number }[]): Share[] {
  const rounded = shares.map((share) => ({ name: share.name, percent: Math.floor(share.exact), left: share.exact % 1 }));
  let missing = 100 - rounded.reduce((sum, share) => sum + share.percent, 0);
  for (const share of [...rounded].sort((a, b) => b.left - a.left)) {
    if (missing <= 0) break;
    share.percent += 1;
    missing -= 1;
  }
  return rounded.map(({ name, percent }) => ({ name, percent }));
}
