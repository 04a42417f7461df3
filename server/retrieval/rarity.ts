import type { OpenIndex, WordTable } from './open-index.ts';

/** By what the BM25 of one index is multiplied for a word, so that scores of several indexes can be compared. */
export type Rarity = (table: WordTable, term: string) => number;

const sameAsOwn: Rarity = () => 1;

/**
 * How rare words are over all indexes of a search. FTS5 takes rarity from its own rows alone: in a repository of two files every
 * word of the question is common, so its score is next to nothing beside a large one's. One index alone stays as it is.
 *
 * @returns one function for each index, in their order
 */
export function rarityOver(indexes: readonly OpenIndex[]): Rarity[] {
  if (new Set(indexes).size < 2) return indexes.map(() => sameAsOwn);
  const overall = new Map<string, number>();
  const counted = (table: WordTable, term: string): number => {
    const key = `${table} ${term}`;
    const known = overall.get(key);
    if (known !== undefined) return known;
    const distinct = [...new Set(indexes)];
    const sum = (of: (index: OpenIndex) => number) => distinct.reduce((total, index) => total + of(index), 0);
    const idf = inverseFrequency(
      sum((index) => index.rows[table]),
      sum((index) => index.rowsWith(table, term)),
    );
    overall.set(key, idf);
    return idf;
  };
  return indexes.map((index) => (table, term) => counted(table, term) / inverseFrequency(index.rows[table], index.rowsWith(table, term)));
}

/** As FTS5's `bm25()` has it, its lower bound included (fts5_aux.c, fts5Bm25GetData). */
function inverseFrequency(rows: number, rowsWith: number): number {
  return Math.max(Math.log((rows - rowsWith + 0.5) / (rowsWith + 0.5)), 1e-6);
}
