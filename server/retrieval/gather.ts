import type { ChunkEvidence, FileEvidence } from './evidence.ts';
import type { OpenIndex, RevisionView, WordTable } from './open-index.ts';
import type { QueryTerm, WordQuery } from './query.ts';
import { chunkSum } from './rank.ts';
import type { Rarity } from './rarity.ts';
import { symbolKey } from './symbol-key.ts';

/** Files handed to the ranking: more never reach a page or a model. */
const FILES = 400;
const CHUNKS_PER_FILE = 5;
const COMMITS_READ = 100;
const prose: ReadonlySet<string> = new Set(['Markdown', 'reStructuredText', 'Text', 'LaTeX']);
/** How much a chunk is preferred that holds more of what was asked over one that says one word of it often. */
const COORDINATION = 0.6;
/** Below this many past commits their words say nothing about how common a word is. */
const COMMITS_FOR_IDF = 100;

/** Collects what one revision's index says about a question. */
export function gatherEvidence(searched: Searched, query: WordQuery, part: number): FileEvidence[] {
  const { index, view } = searched;
  const terms = weighedByHistory(index, query.terms);
  const chunks = bestChunks(searched, terms);
  const paths = pathScores(searched, terms);
  const commits = commitScores(searched, terms);
  const identifiers = identifierScores(index, view, query.identifiers);
  const fileNames = fileNameScores(view, query.fileNames);
  const candidates = new Set([
    ...bestOf(new Map([...chunks].map(([document, list]) => [document, chunkSum({ chunks: list })]))),
    ...[paths, commits, identifiers, fileNames].flatMap(bestOf),
  ]);
  return [...candidates].map((documentId) => {
    const document = view.documents.get(documentId);
    return {
      part,
      documentId,
      path: document?.path ?? '',
      blobId: document?.blob ?? '',
      isTest: document?.isTest ?? false,
      isProse: prose.has(document?.language ?? ''),
      chunks: chunkEvidence(index, documentId, chunks.get(documentId) ?? []),
      pathScore: paths.get(documentId) ?? 0,
      commitScore: commits.get(documentId) ?? 0,
      identifierScore: identifiers.get(documentId) ?? 0,
      fileNameScore: fileNames.get(documentId) ?? 0,
    };
  });
}

type Scored = { id: number; score: number };
type Searched = { index: OpenIndex; view: RevisionView; rarity: Rarity };

/**
 * BM25 of a table's rows, summed over the concepts of a question. FTS5 adds terms up but cannot weigh them, so each is asked
 * for by itself; of the words for one concept the best counts.
 *
 * @returns by row, its score and the weight of the concepts it holds
 */
function scoreRows(
  { index, rarity }: Searched,
  table: WordTable,
  terms: readonly QueryTerm[],
): Map<number, { score: number; weight: number }> {
  const rows = new Map<number, { score: number; weight: number }>();
  for (const words of Map.groupBy(terms, ({ concept }) => concept).values()) {
    const best = new Map<number, number>();
    for (const { term, weight } of words) {
      const worth = weight * rarity(table, term);
      for (const [id, score] of index.match[table].iterate(`"${term}"`) as Iterable<[number, number]>) {
        best.set(id, Math.max(best.get(id) ?? 0, -score * worth));
      }
    }
    const weight = weightOfConcept(words);
    for (const [id, score] of best) {
      const row = rows.get(id);
      if (row) {
        row.score += score;
        row.weight += weight;
      } else rows.set(id, { score, weight });
    }
  }
  return rows;
}

function weightOfConcept(words: readonly QueryTerm[]): number {
  return words.reduce((most, { weight }) => Math.max(most, weight), 0);
}

function bestChunks(searched: Searched, terms: readonly QueryTerm[]): Map<number, Scored[]> {
  const { index, view } = searched;
  const concepts = Map.groupBy(terms, ({ concept }) => concept).values();
  const total = [...concepts].reduce((sum, words) => sum + weightOfConcept(words), 0);
  const byDocument = new Map<number, Scored[]>();
  for (const [id, row] of scoreRows(searched, 'chunk_words', terms)) {
    const document = index.documentOfChunk[id];
    if (document === undefined || !view.documents.has(document)) continue;
    const score = row.score * (row.weight / total) ** COORDINATION;
    const list = byDocument.get(document);
    if (list) list.push({ id, score });
    else byDocument.set(document, [{ id, score }]);
  }
  for (const list of byDocument.values()) list.sort((a, b) => b.score - a.score || a.id - b.id).splice(CHUNKS_PER_FILE);
  return byDocument;
}

function pathScores(searched: Searched, terms: readonly QueryTerm[]): Map<number, number> {
  const scores = new Map<number, number>();
  for (const [id, { score }] of scoreRows(searched, 'path_words', terms)) {
    if (searched.view.documents.has(id)) scores.set(id, score);
  }
  return scores;
}

/** Past commits whose messages say the same words point at the files they changed; a commit of many files points less. */
function commitScores(searched: Searched, terms: readonly QueryTerm[]): Map<number, number> {
  const { index, view } = searched;
  const scores = new Map<number, number>();
  if (view.commits.size === 0) return scores;
  const byCommit = new Map<number, number>();
  for (const [id, { score }] of scoreRows(searched, 'commit_words', terms)) {
    if (view.commits.has(id)) byCommit.set(id, score);
  }
  const best = [...byCommit].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, COMMITS_READ);
  const most = best[0]?.[1] ?? 1;
  for (const [commit, score] of best) {
    const paths = index.pathsOfCommit.all(commit) as string[];
    for (const path of paths) {
      const document = view.documentByPath.get(path);
      if (document !== undefined) scores.set(document, (scores.get(document) ?? 0) + (score / most) ** 2 / paths.length ** 0.7);
    }
  }
  return scores;
}

/** The repository's own stop list: a word that most commit messages use says little. */
function weighedByHistory(index: OpenIndex, terms: readonly QueryTerm[]): readonly QueryTerm[] {
  const total = index.rows.commit_words;
  if (total < COMMITS_FOR_IDF) return terms;
  return terms.map(({ term, weight, concept }) => {
    const containing = index.rowsWith('commit_words', term);
    const idf = Math.log(1 + (total - containing + 0.5) / (containing + 0.5));
    return { term, concept, weight: weight * Math.sqrt(idf / Math.log(1 + total)) };
  });
}

function identifierScores(index: OpenIndex, view: RevisionView, identifiers: readonly string[]): Map<number, number> {
  const scores = new Map<number, number>();
  for (const identifier of new Set(identifiers.map(symbolKey))) {
    const defining = (index.documentsDefining.all(identifier) as number[]).filter((document) => view.documents.has(document));
    for (const document of defining) {
      scores.set(document, (scores.get(document) ?? 0) + Math.log(1 + view.documents.size / defining.length));
    }
  }
  return scores;
}

/** A file named in the question: fully with its extension, nearly so by its stem; less where many are named so. */
function fileNameScores(view: RevisionView, words: readonly string[]): Map<number, number> {
  const scores = new Map<number, number>();
  for (const word of new Set(words)) {
    const name = word.slice(word.lastIndexOf('/') + 1);
    const [documents, worth] = view.documentsByName.has(name) ? [view.documentsByName.get(name), 1] : [view.documentsByStem.get(name), 0.7];
    for (const document of documents ?? []) {
      scores.set(document, Math.max(scores.get(document) ?? 0, worth / Math.sqrt(documents?.length ?? 1)));
    }
  }
  return scores;
}

function chunkEvidence(index: OpenIndex, documentId: number, found: readonly Scored[]): ChunkEvidence[] {
  if (found.length === 0) {
    // Found by its name or its history alone: its beginning stands for it.
    const first = index.firstChunk.get(documentId) as ChunkRow | undefined;
    return first ? [{ ...spanOf(first), score: 0 }] : [];
  }
  return found.map(({ id, score }) => ({ ...spanOf(index.chunk.get(id) as ChunkRow), score }));
}

type ChunkRow = { id: number; start_line: number; end_line: number; symbol: string | null };

function spanOf(row: ChunkRow) {
  return { chunkId: row.id, startLine: row.start_line, endLine: row.end_line, symbol: row.symbol };
}

function bestOf(scores: Map<number, number>): number[] {
  return [...scores]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, FILES)
    .map(([document]) => document);
}
