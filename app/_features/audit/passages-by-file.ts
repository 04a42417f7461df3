import type { LineRange } from '../viewer/line-range.ts';

/** A passage as an audit record names it. */
export interface RecordedPassage {
  repository: string;
  revision: string;
  path: string;
  startLine: number;
  endLine: number;
  /** Its lines left into a model's prompt; the others were found and shown to the person alone. */
  inPrompt: boolean;
}

export interface PassagesOfFile {
  repository: string;
  revision: string;
  path: string;
  /** In order of lines. */
  ranges: LineRange[];
}

/** Passages, one entry a file in the order of its first passage. */
export function passagesByFile(passages: readonly RecordedPassage[]): PassagesOfFile[] {
  const files = new Map<string, PassagesOfFile>();
  for (const { repository, revision, path, startLine, endLine } of passages) {
    const key = [repository, revision, path].join('\n');
    const file = files.get(key) ?? { repository, revision, path, ranges: [] };
    file.ranges.push({ start: startLine, end: endLine });
    files.set(key, file);
  }
  for (const file of files.values()) file.ranges.sort((a, b) => a.start - b.start || a.end - b.end);
  return [...files.values()];
}

/** How many different lines the passages hold; a line in two of them counts once. */
export function linesOfPassages(passages: readonly RecordedPassage[]): number {
  let lines = 0;
  for (const { ranges } of passagesByFile(passages)) {
    let counted = 0;
    for (const { start, end } of ranges) {
      lines += Math.max(0, end - Math.max(start, counted + 1) + 1);
      counted = Math.max(counted, end);
    }
  }
  return lines;
}
