import type { FileEvidence, RankedPassage } from './evidence.ts';
import type { WordQuery } from './query.ts';

/**
 * How much each signal counts, each divided by its maximum for the question. docs/retrieval.md has the measurements: chunks
 * carry most, past commits and paths nearly all of the rest.
 */
const weights = { chunk: 1, commit: 0.25, path: 0.1, identifier: 0.2, fileName: 0.1 };

/** A test says the words of what it tests, so it stands behind it. */
const TEST_FACTOR = 0.5;
/** A file's next passage counts this much less than its share of the file's best chunk. */
const NEXT_PASSAGE_FACTOR = 0.6;
/** Manuals say in whole sentences what code says in names, so words alone put them first. */
const PROSE_FACTOR = { code: 0.65, either: 0.85, prose: 1 };
/** A passage below this share of the best is there because the list is long, not because it answers. */
const WEAK_SHARE = 0.35;

export type RankOptions = { limit: number; passagesPerFile: number } & Pick<WordQuery, 'asksForTests' | 'asksFor'>;

/**
 * Ranks files by what was found in them, and gives their best passages. Pure: the same evidence gives the same order, whatever
 * order it comes in.
 */
export function rankPassages(files: readonly FileEvidence[], { limit, passagesPerFile, ...asked }: RankOptions): RankedPassage[] {
  const chunkSums = files.map(chunkSum);
  const maximum = {
    chunk: largest(chunkSums),
    path: largest(files.map((file) => file.pathScore)),
    commit: largest(files.map((file) => file.commitScore)),
    identifier: largest(files.map((file) => file.identifierScore)),
    fileName: largest(files.map((file) => file.fileNameScore)),
  };
  const total = (file: FileEvidence, index: number) =>
    (weights.chunk * (chunkSums[index] ?? 0)) / maximum.chunk +
    (weights.path * file.pathScore) / maximum.path +
    (weights.commit * file.commitScore) / maximum.commit +
    (weights.identifier * file.identifierScore) / maximum.identifier +
    (weights.fileName * file.fileNameScore) / maximum.fileName;
  const scored = files.map((file, index) => ({ file, score: total(file, index) * factorOf(file, asked) }));
  const best = largest(scored.map(({ score }) => score));
  const passages = scored.flatMap(({ file, score }) => passagesOf(file, score / best, passagesPerFile));
  const isStrong = ({ score }: RankedPassage) => score >= WEAK_SHARE;
  return passages.filter(isStrong).sort(byScoreThenPlace).slice(0, limit);
}

/** What kind of file it is, against what kind is asked for. */
function factorOf({ isTest, isProse }: FileEvidence, { asksForTests, asksFor }: Pick<RankOptions, 'asksForTests' | 'asksFor'>): number {
  return (isTest && !asksForTests ? TEST_FACTOR : 1) * (isProse ? PROSE_FACTOR[asksFor] : 1);
}

/** s1 + s2/2 + … + s5/5 of a file's best chunks: several good places outdo one, a long file does not outdo all. */
export function chunkSum({ chunks }: { chunks: readonly { score: number }[] }): number {
  return chunks.reduce((sum, { score }, index) => sum + score / (index + 1), 0);
}

function passagesOf(file: FileEvidence, score: number, count: number): RankedPassage[] {
  const { part, documentId, path, blobId, isTest, chunks } = file;
  const first = chunks[0]?.score ?? 0;
  return chunks.slice(0, count).map(({ startLine, endLine, symbol, score: own }, index) => {
    const share = index === 0 || first === 0 ? 1 : (own / first) * NEXT_PASSAGE_FACTOR ** index;
    return { part, documentId, path, blobId, isTest, startLine, endLine, symbol, score: Number((score * share).toFixed(5)) };
  });
}

function byScoreThenPlace(a: RankedPassage, b: RankedPassage): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.part !== b.part) return a.part - b.part;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine;
}

/** The largest of some figures, and 1 where there is nothing to divide by. */
function largest(figures: readonly number[]): number {
  let most = 0;
  for (const figure of figures) most = Math.max(most, figure);
  return most > 0 ? most : 1;
}
