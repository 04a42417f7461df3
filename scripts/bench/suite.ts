/** What one figure has to reach: ours itself, or its ratio to the peer's. */
export type Goal = { of: 'ours' | 'ratio' } & ({ atLeast: number } | { atMost: number });

/** One figure of a suite. */
export type Measure = {
  name: string;
  unit: string;
  ours: number;
  peer: number | null;
  peerName: string | null;
  peerCommand: string | null;
  /** Ours divided by the peer's. */
  ratio: number | null;
  goal: Goal | null;
  meets: boolean | null;
  repetitions: number;
  /** Of ours, from the least to the most. */
  spread: number;
};

/** What a person asked of a suite. */
export type BenchRequest = {
  /** As a suite sees fit where it is not said. */
  repetitions: number | undefined;
  /** Git repositories outside the project to measure on. */
  repositories: readonly string[];
  /** What this suite alone knows: `--set NAME=VALUE`. */
  settings: ReadonlyMap<string, string>;
  say(text: string): void;
};

/** What a suite found; more fields may stand beside the measures. */
export type BenchResult = { measures: Measure[]; [more: string]: unknown };

/** A benchmark: one file of this folder, by whose name `cloister bench` runs it. */
export type Suite = { about: string; run(request: BenchRequest): Promise<BenchResult> };

type Peer = { peer: number; peerName: string; peerCommand: string };

/** A figure, judged. @param of `ours` as measured; it is rounded here */
export function measure(
  of: Pick<Measure, 'name' | 'unit' | 'ours'> & Partial<Pick<Measure, 'repetitions' | 'spread' | 'goal'>> & Partial<Peer>,
): Measure {
  const { name, unit, ours, goal = null, repetitions = 1, spread = 0, peer = null, peerName = null, peerCommand = null } = of;
  const ratio = peer === null ? null : ours / peer;
  const judged = goal?.of === 'ratio' ? ratio : ours;
  const meets = goal === null || judged === null ? null : 'atLeast' in goal ? judged >= goal.atLeast : judged <= goal.atMost;
  const shown = { ours: rounded(ours), peer: peer === null ? null : rounded(peer), ratio: ratio === null ? null : round(ratio, 1_000) };
  return { name, unit, ...shown, peerName, peerCommand, goal, meets, repetitions, spread: rounded(spread) };
}

/** The value that a share of some figures does not exceed; half of them by itself. */
export function percentile(values: readonly number[], share = 0.5): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * share) - 1))] ?? 0;
}

export function spreadOf(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

/** How long something takes. */
export async function timedMs(run: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await run();
  return performance.now() - startedMs;
}

export function round(value: number, parts = 10): number {
  return Math.round(value * parts) / parts;
}

/** Three figures that say something, whatever the size. */
function rounded(value: number): number {
  const size = Math.abs(value);
  return round(value, size < 1 ? 1_000 : size < 10 ? 100 : 10);
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Some of a list, drawn by a seed. */
export function draw<T>(from: readonly T[], count: number, random: () => number): T[] {
  const left = [...from];
  return Array.from({ length: Math.min(count, left.length) }, () => left.splice(Math.floor(random() * left.length), 1)).flat();
}
