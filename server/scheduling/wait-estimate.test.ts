import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecentMedian } from '#server/platform/index.ts';
import { engineLeftMs, RUNS_KEPT, type WaitFacts, waitEstimateMs } from './wait-estimate.ts';

const box: WaitFacts = { ahead: 0, slots: 2, busy: 2, jobMs: 60_000, engineLeftMs: 0 };

it('says nothing to wait for where a slot is free', () => {
  expect(waitEstimateMs({ ...box, busy: 1 })).toBe(0);
  expect(waitEstimateMs({ ...box, busy: 1, jobMs: null })).toBe(0);
});

it('counts those who run as half done, and those before in rounds of all slots', () => {
  expect([0, 1, 2, 3, 4].map((ahead) => waitEstimateMs({ ...box, ahead }))).toEqual([30_000, 30_000, 90_000, 90_000, 150_000]);
});

it('adds what the engine still loads', () => {
  expect(waitEstimateMs({ ...box, busy: 0, engineLeftMs: 41_000 })).toBe(45_000);
  expect(waitEstimateMs({ ...box, busy: 0, ahead: 2, engineLeftMs: 40_000 })).toBe(100_000);
});

it('says nothing where nothing is known: of a first load, or of what a question takes', () => {
  expect(waitEstimateMs({ ...box, engineLeftMs: null })).toBeNull();
  expect(waitEstimateMs({ ...box, jobMs: null })).toBeNull();
});

it('never promises somebody further back less', () => {
  const facts = fc.record({
    slots: fc.integer({ min: 1, max: 8 }),
    busy: fc.nat(8),
    jobMs: fc.nat(600_000),
    engineLeftMs: fc.nat(600_000),
  });
  fc.assert(
    fc.property(facts, fc.nat(50), (of, ahead) => {
      const at = (place: number) => waitEstimateMs({ ...of, busy: Math.min(of.busy, of.slots), ahead: place }) ?? Number.NaN;
      expect(at(ahead + 1)).toBeGreaterThanOrEqual(at(ahead));
    }),
    { seed: 11 },
  );
});

it('asks the engine how long it takes: loading by its rate, after a crash by the last time', () => {
  expect(engineLeftMs({ state: 'ready', slots: 2, context: 4_096 })).toBe(0);
  expect(engineLeftMs({ state: 'loading', progress: 0.4, leftMs: 60_000 })).toBe(60_000);
  expect(engineLeftMs({ state: 'restarting', attempt: 1, reason: 'killed', leftMs: 90_000 })).toBe(90_000);
  expect(engineLeftMs({ state: 'failed', reason: 'killed', lastLog: [] })).toBeNull();
});

it('takes the median of what jobs took of late', () => {
  const times = new RecentMedian(RUNS_KEPT);
  expect(times.read()).toBeNull();
  for (const ms of [...Array.from({ length: 20 }, () => 1), ...Array.from({ length: 17 }, () => 40_000)]) times.add(ms);
  expect(times.read()).toBe(40_000);
});
