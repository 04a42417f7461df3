import { splitLines } from '#server/repositories/index.ts';
import type { RankedPassage } from './evidence.ts';
import type { OpenIndex, RevisionView } from './open-index.ts';
import { symbolKey } from './symbol-key.ts';
import type { TextMatcher } from './text-search.ts';

/** Lines found in one file. */
type FileMatches = {
  documentId: number;
  path: string;
  blob: string;
  isTest: boolean;
  definesIt: boolean;
  lines: { startLine: number; endLine: number }[];
};

export type FoundText = RankedPassage & { preview: string; previewLine: number };

/** A pattern in more lines than this is no search; what was found until then is shown. */
const MATCHES = 5_000;
const MATCHES_PER_FILE = 200;
const PREVIEW_CHARACTERS = 500;

/**
 * Searches the text of every file of a revision. Files that define what is searched come first, tests last, then those with
 * more matches.
 */
export function searchTexts(
  index: OpenIndex,
  view: RevisionView,
  { matcher, literal }: { matcher: TextMatcher; literal: string },
  part: number,
  limit: number,
): FoundText[] {
  const defining = new Set(index.documentsDefining.all(symbolKey(literal)) as number[]);
  const files: FileMatches[] = [];
  const texts = new Map<number, string>();
  let total = 0;
  for (const [documentId, { path, blob, isTest }] of view.documents) {
    if (total >= MATCHES) break;
    const text = index.text(documentId);
    const lines = matcher(text, MATCHES_PER_FILE);
    if (lines.length === 0) continue;
    total += lines.length;
    texts.set(documentId, text);
    files.push({ documentId, path, blob, isTest, definesIt: defining.has(documentId), lines });
  }
  files.sort(byWorth);
  const found: FoundText[] = [];
  for (const file of files) {
    const lines = splitLines(texts.get(file.documentId) ?? '');
    for (const { startLine, endLine } of file.lines) {
      if (found.length >= limit) return found;
      found.push(foundText(file, { startLine, endLine }, { part, lines, index, rank: found.length }));
    }
  }
  return found;
}

function foundText(
  { documentId, path, blob: blobId, isTest }: FileMatches,
  { startLine, endLine }: { startLine: number; endLine: number },
  { part, lines, index, rank }: { part: number; lines: string[]; index: OpenIndex; rank: number },
): FoundText {
  const symbol = (index.chunkAtLine.get(documentId, startLine, startLine) as string | null | undefined) ?? null;
  const preview = lines
    .slice(startLine - 1, endLine)
    .join('\n')
    .slice(0, PREVIEW_CHARACTERS);
  return {
    part,
    documentId,
    path,
    blobId,
    isTest,
    startLine,
    endLine,
    symbol,
    score: Number((1 / (1 + rank / 50)).toFixed(5)),
    preview,
    previewLine: startLine,
  };
}

function byWorth(a: FileMatches, b: FileMatches): number {
  if (a.definesIt !== b.definesIt) return a.definesIt ? -1 : 1;
  if (a.isTest !== b.isTest) return a.isTest ? 1 : -1;
  return b.lines.length - a.lines.length || (a.path < b.path ? -1 : 1);
}
