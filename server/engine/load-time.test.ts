import { expect, it } from 'vitest';
import { loadLeftMs } from './load-time.ts';

it('goes by the rate so far, once there is one', () => {
  expect(loadLeftMs({ elapsedMs: 40_000, progress: 0.4, lastMs: 10_000 })).toBe(60_000);
  expect(loadLeftMs({ elapsedMs: 100_000, progress: 1, lastMs: null })).toBe(0);
});

it('goes by the last time where nothing is told of how far it is', () => {
  expect(loadLeftMs({ elapsedMs: 4_000, progress: 0, lastMs: 10_000 })).toBe(6_000);
  expect(loadLeftMs({ elapsedMs: 14_000, progress: 0, lastMs: 10_000 })).toBe(0);
});

it('knows nothing of a first load that has hardly begun', () => {
  expect(loadLeftMs({ elapsedMs: 4_000, progress: 0.01, lastMs: null })).toBeNull();
});
