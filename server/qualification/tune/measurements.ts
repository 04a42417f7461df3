import type { Contender } from './candidates.ts';
import type { Candidate, Evidence, Quality, Speeds, Visit } from './profile.ts';
import { medianOf, scoreOf, spreadOf } from './score.ts';

/** What is known of each candidate while a tuning runs; the plan is the first. */
export class Measurements {
  readonly contenders: readonly Contender[];
  readonly #visits: Visit[][];
  readonly #failures = new Map<number, string>();
  readonly #qualities = new Map<number, Quality>();
  #visited = 0;

  constructor(contenders: readonly Contender[]) {
    this.contenders = contenders;
    this.#visits = contenders.map(() => []);
  }

  /** Visits so far, failed ones too. */
  get visited(): number {
    return this.#visited;
  }

  add(at: number, visit: Visit): void {
    this.#visited++;
    this.#visits[at]?.push({
      round: visit.round,
      startMs: Math.round(visit.startMs),
      ...{ alone: rounded(visit.alone), together: rounded(visit.together), reading: rounded(visit.reading) },
    });
  }

  /** A candidate whose engine does not start or answer is out. */
  fail(at: number, reason: string): void {
    this.#visited++;
    this.#failures.set(at, reason);
  }

  check(at: number, quality: Quality): void {
    this.#qualities.set(at, quality);
  }

  medianOf(at: number): Speeds | null {
    return medianOf(this.#visits[at] ?? []);
  }

  /** Against the plan's 1; null where it was not measured or cannot run. */
  worthOf(at: number): number | null {
    const [median, plan] = [this.medianOf(at), this.medianOf(0)];
    return median && plan && !this.#failures.has(at) ? scoreOf(median, plan) : null;
  }

  /** Those that were measured, longest in the search first, then best first. */
  order(fell: ReadonlyMap<number, number>): number[] {
    const stay = (at: number) => fell.get(at) ?? Number.POSITIVE_INFINITY;
    return this.contenders
      .map((_, at) => at)
      .filter((at) => this.worthOf(at) !== null)
      .toSorted((a, b) => compare(stay(b), stay(a)) || (this.worthOf(b) ?? 0) - (this.worthOf(a) ?? 0));
  }

  evidence(of: Omit<Evidence, 'candidates'>, fell: ReadonlyMap<number, number>): Evidence {
    const candidates = this.contenders.map(({ settings, changes }, at): Candidate => {
      const visits = this.#visits[at] ?? [];
      const value = this.worthOf(at);
      return {
        ...{ settings, changes, visits, median: medianOf(visits), spread: spreadOf(visits) },
        ...{ score: value === null ? null : Math.round(value * 1_000) / 1_000, fellInRound: fell.get(at) ?? null },
        ...{ failure: this.#failures.get(at) ?? null, quality: this.#qualities.get(at) ?? null },
      };
    });
    return { ...of, candidates };
  }
}

/** Infinity less infinity is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
