import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ImportNow, importShare, importStages, importSteps, isMoving } from './import-steps.ts';

const now = (state: ImportNow['state'], stage: ImportNow['stage'], done = 0, total = 0): ImportNow => ({ state, stage, done, total });

it('says what is done, what runs and what comes', () => {
  expect(importSteps(now('running', 'parsing')).map((step) => step.state)).toEqual(['done', 'now', 'next', 'next']);
  expect(importSteps(now('waiting', 'fetching')).map((step) => step.state)).toEqual(['next', 'next', 'next', 'next']);
  expect(importSteps(now('failed', 'writing')).map((step) => step.state)).toEqual(['done', 'done', 'failed', 'next']);
  expect(importSteps(now('done', 'switching')).every((step) => step.state === 'done')).toBe(true);
});

it('never goes back as an import goes on, and ends at one', () => {
  const place = fc.tuple(fc.nat(3), fc.integer({ min: 0, max: 100 }));
  fc.assert(
    fc.property(place, place, (one, other) => {
      const [first, second] = [one, other].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      const share = ([stage, done]: [number, number]) => importShare(now('running', importStages[stage] ?? 'fetching', done, 100));
      expect(share(first as [number, number])).toBeLessThanOrEqual(share(second as [number, number]) + 1e-9);
    }),
  );
  expect(importShare(now('done', 'switching'))).toBe(1);
  expect(importShare(now('running', 'switching', 1, 1))).toBeCloseTo(1);
  expect(importShare(now('waiting', 'fetching'))).toBe(0);
});

it('knows whether there is something to watch', () => {
  expect([isMoving(undefined), isMoving({ state: 'waiting' }), isMoving({ state: 'running' }), isMoving({ state: 'done' })]).toEqual([
    false,
    true,
    true,
    false,
  ]);
});
