/**
 * What a search looks at and does. Candidates are numbers: 0 is the plan, which is measured in every round, so that whoever wins has
 * been measured in turns with it; the others are its challengers.
 */
export type Search = {
  challengers: number;
  /** About how long one visit takes. */
  visitMs: number;
  /** Milliseconds of the budget that are left. */
  leftMs(): number;
  /**
   * Measures a candidate once.
   *
   * @param on.left candidates of this round, the plan included
   * @returns false when the budget ended in the middle, and nothing came of it
   */
  visit(candidate: number, on: { round: number; left: number }): Promise<boolean>;
  /** What a candidate has reached so far, more is better; null where it was never measured or cannot run. */
  worthOf(candidate: number): number | null;
};

export type SearchEnd = {
  rounds: number;
  /** The round after which a candidate was measured no more. */
  fell: ReadonlyMap<number, number>;
};

/** Visits of a candidate in one round: beyond that a further one tells less than it costs. */
const REPETITIONS_MAX = 4;
/** Visits take longer than they did: a share of the budget is kept for it. */
const RESERVE = 1.25;

/**
 * Successive halving: each round measures who is left in turns and drops the worse half of the challengers, so that time goes to
 * those that are close. Ends with one challenger beside the plan, or when the budget does.
 */
export async function halve(search: Search): Promise<SearchEnd> {
  const fell = new Map<number, number>();
  let left = Array.from({ length: search.challengers }, (_, at) => at + 1);
  for (let round = 1; ; round++) {
    const isWhole = await measureRound(search, [0, ...left], round, roundsOf(left.length));
    const runnable = ranked(left, search);
    for (const candidate of left) if (!runnable.includes(candidate)) fell.set(candidate, round);
    left = runnable;
    if (!isWhole || left.length <= 1) return { rounds: round, fell };
    const kept = left.slice(0, Math.ceil(left.length / 2));
    for (const candidate of left.slice(kept.length)) fell.set(candidate, round);
    left = kept;
  }
}

/** Goes round the candidates as often as this round's share of the budget allows. @returns false when the budget ended */
async function measureRound(search: Search, candidates: readonly number[], round: number, rounds: number): Promise<boolean> {
  const each = (candidates.length * search.visitMs * RESERVE * rounds) / Math.max(1, search.leftMs());
  const repetitions = Math.min(REPETITIONS_MAX, Math.max(1, Math.floor(1 / each)));
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const candidate of candidates) {
      if (repetition > 0 && search.worthOf(candidate) === null) continue;
      if (search.leftMs() < search.visitMs) return false;
      if (!(await search.visit(candidate, { round, left: candidates.length }))) return false;
    }
  }
  return true;
}

/** Best first; without those that cannot run. */
function ranked(candidates: readonly number[], { worthOf }: Search): number[] {
  const known = candidates.flatMap((candidate) => {
    const value = worthOf(candidate);
    return value === null ? [] : [{ candidate, value }];
  });
  return known.toSorted((a, b) => b.value - a.value).map(({ candidate }) => candidate);
}

/** Rounds until one challenger is left, the last with that one included. */
function roundsOf(challengers: number): number {
  return challengers <= 1 ? 1 : 1 + roundsOf(Math.ceil(challengers / 2));
}

/** Visits of a search in which each candidate is measured once a round. */
function visitsOf(challengers: number): number {
  return challengers + 1 + (challengers <= 1 ? 0 : visitsOf(Math.ceil(challengers / 2)));
}

/** How many challengers a time is enough for. */
export function affordable(challengers: number, { leftMs, visitMs }: { leftMs: number; visitMs: number }): number {
  let count = challengers;
  while (count > 0 && neededMs(count, visitMs) > leftMs) count--;
  return count;
}

/** Time that a search among so many challengers needs. */
export function neededMs(challengers: number, visitMs: number): number {
  return visitsOf(challengers) * visitMs * RESERVE;
}
