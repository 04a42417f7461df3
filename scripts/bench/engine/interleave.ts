export type Side = { median: number; spread: number };

export type Measure = {
  name: string;
  unit: string;
  ours: number;
  peer: number;
  peerName: string;
  peerCommand: string;
  ratio: number;
  goal: { ratio: number; isAtLeast: boolean } | null;
  meets: boolean | null;
  repetitions: number;
  /** Of ours, from the least to the most. */
  spread: number;
  peerSpread: number;
};

/**
 * Runs two sides in turns, so that what slows the machine down meets both: theirs, ours, theirs, ours… after one run of each that
 * does not count.
 */
export async function interleave(repetitions: number, theirs: () => Promise<number>, ours: () => Promise<number>) {
  await theirs();
  await ours();
  const results = { theirs: [] as number[], ours: [] as number[] };
  for (let i = 0; i < repetitions; i++) {
    results.theirs.push(await theirs());
    results.ours.push(await ours());
  }
  return { theirs: sideOf(results.theirs), ours: sideOf(results.ours) };
}

export function sideOf(values: readonly number[]): Side {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = ((sorted[Math.floor(middle - 0.5)] ?? 0) + (sorted[Math.ceil(middle - 0.5)] ?? 0)) / 2;
  return { median, spread: (sorted.at(-1) ?? 0) - (sorted[0] ?? 0) };
}

export function measureOf(
  of: Pick<Measure, 'name' | 'unit' | 'peerName' | 'peerCommand' | 'goal' | 'repetitions'>,
  { theirs, ours }: { theirs: Side; ours: Side },
): Measure {
  const ratio = ours.median / theirs.median;
  const meets = of.goal && (of.goal.isAtLeast ? ratio >= of.goal.ratio : ratio <= of.goal.ratio);
  const figures = { ours: round(ours.median), peer: round(theirs.median), spread: round(ours.spread), peerSpread: round(theirs.spread) };
  return { ...of, ...figures, ratio: round(ratio, 1_000), meets };
}

export function round(value: number, parts = 10): number {
  return Math.round(value * parts) / parts;
}
