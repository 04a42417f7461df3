import { expect, it } from 'vitest';
import { restartAfter, restartLimits } from './restart-policy.ts';

const { firstPauseMs, windowMs, crashes, openMs, pauseMaxMs } = restartLimits;

it('restarts at once after one crash, and later after each further one', () => {
  const pauses = [1, 2, 3, 4].map((n) => restartAfter(Array.from({ length: n }, (_, i) => i * 1_000)).after);
  expect(pauses).toEqual([firstPauseMs, 2 * firstPauseMs, 4 * firstPauseMs, 8 * firstPauseMs]);
});

it('opens the breaker at the last crash of the limit, and not one before', () => {
  const at = (n: number) => restartAfter(Array.from({ length: n }, (_, i) => i));
  expect(at(crashes - 1).broken).toBe(false);
  expect(at(crashes)).toEqual({ broken: true, after: openMs });
});

it('forgets crashes that are older than the window', () => {
  const old = Array.from({ length: 20 }, (_, i) => i);
  expect(restartAfter([...old, 20 + windowMs])).toEqual({ broken: false, after: firstPauseMs });
});

it('never pauses for longer than the limit', () => {
  expect(
    restartAfter(
      Array.from({ length: 40 }, (_, i) => i),
      { ...restartLimits, crashes: 50 },
    ).after,
  ).toBe(pauseMaxMs);
});
