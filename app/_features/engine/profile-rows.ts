import type { Outputs } from '#app/_data/outputs.ts';

export type Profile = NonNullable<Outputs['tuning']['profile']>;
type Candidate = Profile['evidence']['candidates'][number];

/** A speed that a tuning measures. */
export type Speed = 'alone' | 'together' | 'reading';

/** One candidate of a tuning in the chart: its median, and how far its runs lay apart. */
export type ProfileRow = {
  /** What differs from the plan; empty for the plan itself. */
  changes: Candidate['changes'];
  isWinner: boolean;
  median: number;
  spread: number;
  runs: number;
};

/** Rows of a chart that a person can take in. */
const ROWS_MAX = 7;

/** The candidates that were measured: the plan first, then those that came furthest, best first. */
export function profileRows({ candidates, winner }: Profile['evidence'], speed: Speed): ProfileRow[] {
  const rows = candidates.flatMap((candidate, at) => {
    const { median, spread, visits, changes, score } = candidate;
    if (!median) return [];
    return [{ changes, isWinner: at === winner, median: median[speed], spread: spread?.[speed] ?? 0, runs: visits.length, at, score }];
  });
  const others = rows
    .filter(({ at }) => at !== 0)
    .toSorted((a, b) => Number(b.isWinner) - Number(a.isWinner) || (b.score ?? 0) - (a.score ?? 0));
  return [...rows.filter(({ at }) => at === 0), ...others].slice(0, ROWS_MAX).map(({ at: _at, score: _score, ...row }) => row);
}
