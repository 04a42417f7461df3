import { expect, it } from 'vitest';
import { StepTimes, silenceLimitMs, silenceLimits } from './silence.ts';

it('grants ten steps as they were measured, and never less than half a minute', () => {
  expect(silenceLimitMs({ stepMs: 40, unreadTokens: 0 })).toBe(30_000);
  expect(silenceLimitMs({ stepMs: 3_000, unreadTokens: 0 })).toBe(30_000);
  expect(silenceLimitMs({ stepMs: 34_000, unreadTokens: 0 })).toBe(340_000);
});

it('grants a slow box its first step, of which nothing is known', () => {
  expect(silenceLimitMs({ stepMs: null, unreadTokens: 0 })).toBe(silenceLimits.unmeasuredMs);
});

it('lets a driver that tells no steps read 120,000 tokens at 180 a second, which are eleven minutes without a sign', () => {
  expect(silenceLimitMs({ stepMs: 40, unreadTokens: 120_000 })).toBeGreaterThan((120_000 / 180) * 1_000 * 2);
});

it('takes the median of the last steps of a kind, which one hiccup does not move', () => {
  const times = new StepTimes();
  expect(times.typicalMs('writing')).toBeNull();
  for (let n = 0; n < 100; n++) times.add('writing', 900);
  for (let n = 0; n < 33; n++) times.add('writing', n % 10 === 0 ? 60_000 : 30);
  times.add('reading', 2_000);
  expect([times.typicalMs('writing'), times.typicalMs('reading')]).toEqual([30, 2_000]);
});
