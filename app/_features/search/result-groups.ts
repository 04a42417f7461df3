/** A passage as the search returns it; `preview` begins at `previewLine`. */
export interface FoundPassage {
  repository: string;
  revision: string;
  path: string;
  startLine: number;
  endLine: number;
  score: number;
  symbol?: string | undefined;
  preview: string;
  previewLine: number;
}

/** Lines that follow each other. */
export interface LineRun {
  startLine: number;
  lines: string[];
}

/** What was found in one file. */
export interface FileGroup {
  repository: string;
  revision: string;
  path: string;
  passages: FoundPassage[];
  /** The symbols that the passages stand in, each once. */
  symbols: string[];
  runs: LineRun[];
}

/** Gathers passages by file, in the order of each file's best one, and joins their previews to runs of lines. */
export function groupByFile(passages: readonly FoundPassage[]): FileGroup[] {
  const groups = new Map<string, FileGroup>();
  for (const passage of passages) {
    const { repository, revision, path } = passage;
    const key = [repository, revision, path].join('\n');
    const group = groups.get(key) ?? { repository, revision, path, passages: [], symbols: [], runs: [] };
    group.passages.push(passage);
    if (passage.symbol && !group.symbols.includes(passage.symbol)) group.symbols.push(passage.symbol);
    groups.set(key, group);
  }
  for (const group of groups.values()) group.runs = runsOf(group.passages);
  return [...groups.values()];
}

/** The lines of several previews, each once, in order, parted where lines are missing between them. */
export function runsOf(passages: readonly FoundPassage[]): LineRun[] {
  const byLine = new Map<number, string>();
  for (const { preview, previewLine } of passages) {
    for (const [at, line] of preview.split('\n').entries()) if (!byLine.has(previewLine + at)) byLine.set(previewLine + at, line);
  }
  const runs: LineRun[] = [];
  let next = -1;
  for (const [line, text] of [...byLine].sort((a, b) => a[0] - b[0])) {
    if (line === next) runs.at(-1)?.lines.push(text);
    else runs.push({ startLine: line, lines: [text] });
    next = line + 1;
  }
  return runs;
}

/** The first runs up to a number of lines, and how many lines were left out; the last run may be cut. */
export function firstLines(runs: readonly LineRun[], limit: number): { runs: LineRun[]; left: number } {
  const kept: LineRun[] = [];
  let room = limit;
  for (const run of runs) {
    if (room <= 0) break;
    kept.push({ startLine: run.startLine, lines: run.lines.slice(0, room) });
    room -= run.lines.length;
  }
  return { runs: kept, left: Math.max(0, -room) + runs.slice(kept.length).reduce((sum, run) => sum + run.lines.length, 0) };
}

/** The indent that every line shares, in columns with tabs as four; lines of blanks have none to share. */
export function sharedIndent(runs: readonly LineRun[]): number {
  let shared = Number.POSITIVE_INFINITY;
  for (const line of runs.flatMap((run) => run.lines)) {
    const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (indent.length === line.length) continue;
    shared = Math.min(shared, columns(indent));
  }
  return Number.isFinite(shared) ? shared : 0;
}

/** A line without the indent that all share; a tab that is cut through leaves blanks. */
export function withoutIndent(line: string, indent: number): string {
  let column = 0;
  for (let at = 0; at < line.length; at += 1) {
    if (column >= indent) return ' '.repeat(column - indent) + line.slice(at);
    if (line[at] === '\t') column += 4 - (column % 4);
    else if (line[at] === ' ') column += 1;
    else return line.slice(at);
  }
  return '';
}

function columns(indent: string): number {
  let column = 0;
  for (const character of indent) column += character === '\t' ? 4 - (column % 4) : 1;
  return column;
}

export interface FacetValue {
  value: string;
  count: number;
}

/** How many passages each value has, most first, then by name. */
export function countBy(passages: readonly FoundPassage[], nameOf: (passage: FoundPassage) => string): FacetValue[] {
  const counts = new Map<string, number>();
  for (const passage of passages) counts.set(nameOf(passage), (counts.get(nameOf(passage)) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

/** The first folder of a path; '' for a file at the root. */
export function topFolder(path: string): string {
  const end = path.indexOf('/');
  return end < 0 ? '' : path.slice(0, end);
}
