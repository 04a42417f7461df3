import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affordable, halve, neededMs } from './halving.ts';

type Synthetic = {
  /** True speed of each candidate, the plan's first. */
  speeds: readonly number[];
  budgetMs: number;
  visitMs: number;
  /** Of a visit: a factor on its length, and what is added to its speed. */
  jitter: () => number;
  noise?: () => number;
};

/** A search over speeds that are known, on a clock of its own. */
async function searched({ speeds, budgetMs, visitMs, jitter, noise = () => 0 }: Synthetic) {
  let passedMs = 0;
  const seen: { candidate: number; round: number }[] = [];
  const found = speeds.map((): number[] => []);
  const median = (candidate: number) =>
    found[candidate]?.toSorted((a, b) => a - b)[Math.floor((found[candidate]?.length ?? 0) / 2)] ?? null;
  const end = await halve({
    challengers: speeds.length - 1,
    visitMs,
    leftMs: () => budgetMs - passedMs,
    async visit(candidate, { round }) {
      const tookMs = visitMs * jitter();
      seen.push({ candidate, round });
      if (passedMs + tookMs > budgetMs) {
        passedMs = budgetMs;
        return false;
      }
      passedMs += tookMs;
      found[candidate]?.push((speeds[candidate] ?? 0) + noise());
      return true;
    },
    worthOf: median,
  });
  const values = speeds.map((_, candidate) => median(candidate));
  const stayed = speeds.flatMap((_, candidate) => (end.fell.has(candidate) ? [] : [candidate]));
  const best = stayed.toSorted((a, b) => (values[b] ?? -1) - (values[a] ?? -1))[0];
  return { ...end, seen, passedMs, best };
}

const speeds = fc.uniqueArray(
  fc.integer({ min: 1, max: 60 }).map((tens) => tens * 10),
  { minLength: 2, maxLength: 20 },
);
/** Drawn once and gone through in turn, so that a case can be told again. */
const drawn = (arbitrary: fc.Arbitrary<number>) =>
  fc.array(arbitrary, { minLength: 40, maxLength: 40 }).map((values) => {
    let at = 0;
    return () => values[at++ % values.length] ?? 1;
  });

describe('a search by successive halving', () => {
  it('ends within its budget, whatever its visits take, and measures the plan first', async () => {
    const jitter = drawn(fc.double({ min: 0.1, max: 5, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(speeds, fc.integer({ min: 100, max: 60_000 }), jitter, async (of, budgetMs, length) => {
        const { passedMs, seen } = await searched({ speeds: of, budgetMs, visitMs: 100, jitter: length });
        expect(passedMs).toBeLessThanOrEqual(budgetMs);
        expect(seen[0]).toEqual({ candidate: 0, round: 1 });
      }),
    );
  });

  it('keeps the best where the noise is below the gap, with just the time that it says it needs', async () => {
    const noise = drawn(fc.double({ min: -4.9, max: 4.9, noNaN: true }));
    const jitter = drawn(fc.double({ min: 0.7, max: 1.2, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(speeds, noise, jitter, fc.double({ min: 1, max: 6, noNaN: true }), async (of, off, length, times) => {
        const budgetMs = neededMs(of.length - 1, 100) * times;
        const { best } = await searched({ speeds: of, budgetMs, visitMs: 100, jitter: length, noise: off });
        expect(of[best ?? -1]).toBe(Math.max(...of));
      }),
    );
  });

  it('has fewer challengers in each round, and the plan in every one', async () => {
    await fc.assert(
      fc.asyncProperty(speeds, fc.integer({ min: 1, max: 6 }), async (of, times) => {
        const budgetMs = neededMs(of.length - 1, 100) * times;
        const { seen, rounds } = await searched({ speeds: of, budgetMs, visitMs: 100, jitter: () => 1 });
        const inRound = Array.from(
          { length: rounds },
          (_, at) => new Set(seen.filter(({ round }) => round === at + 1).map((one) => one.candidate)),
        );
        expect(inRound.every((candidates) => candidates.has(0))).toBe(true);
        for (const [at, candidates] of inRound.slice(1).entries()) expect(candidates.size).toBeLessThan(inRound[at]?.size ?? 0);
        expect(inRound.at(-1)?.size).toBe(2);
      }),
    );
  });

  it('takes no more challengers than there is time for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 100_000 }), (challengers, leftMs) => {
        const count = affordable(challengers, { leftMs, visitMs: 100 });
        expect(count).toBeLessThanOrEqual(challengers);
        if (count > 0) expect(neededMs(count, 100)).toBeLessThanOrEqual(leftMs);
        if (count < challengers) expect(neededMs(count + 1, 100)).toBeGreaterThan(leftMs);
      }),
    );
  });
});
