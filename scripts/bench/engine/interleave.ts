import { type Measure, measure, round, spreadOf } from '../suite.ts';

export type Side = { median: number; spread: number };

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
  return { median, spread: spreadOf(values) };
}

/** What two sides reached, judged by their ratio. */
export function measureOf(
  of: Pick<Measure, 'name' | 'unit' | 'goal' | 'repetitions'> & { peerName: string; peerCommand: string },
  { theirs, ours }: { theirs: Side; ours: Side },
): Measure & { peerSpread: number } {
  const judged = measure({ ...of, ours: ours.median, peer: theirs.median, spread: ours.spread });
  return { ...judged, peerSpread: round(theirs.spread) };
}
