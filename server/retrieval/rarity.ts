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
  const distinct = [...new Set(indexes)];
  if (distinct.length < 2) return indexes.map(() => sameAsOwn);
  const known = new Map<string, ReadonlyMap<OpenIndex, number>>();
  const factorsOf = (table: WordTable, term: string): ReadonlyMap<OpenIndex, number> => {
    const key = `${table} ${term}`;
    const factors = known.get(key) ?? compared(distinct, table, term);
    known.set(key, factors);
    return factors;
  };
  return indexes.map((index) => (table, term) => factorsOf(table, term).get(index) ?? 1);
}

/** For each index, how rare a word is over all of them against how rare it is there. */
function compared(indexes: readonly OpenIndex[], table: WordTable, term: string): Map<OpenIndex, number> {
  const counts = indexes.map((index) => ({ index, rows: index.rows[table], rowsWith: index.rowsWith(table, term) }));
  const sum = (of: 'rows' | 'rowsWith') => counts.reduce((total, count) => total + count[of], 0);
  const overall = inverseFrequency(sum('rows'), sum('rowsWith'));
  return new Map(counts.map(({ index, rows, rowsWith }) => [index, overall / inverseFrequency(rows, rowsWith)]));
}

/** As FTS5's `bm25()` has it, its lower bound included (fts5_aux.c, fts5Bm25GetData). */
function inverseFrequency(rows: number, rowsWith: number): number {
  return Math.max(Math.log((rows - rowsWith + 0.5) / (rowsWith + 0.5)), 1e-6);
}
