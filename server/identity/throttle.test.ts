import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '#server/platform/index.ts';
import { afterFailure, THROTTLE_KEPT_MS, type Throttle, throttleKey, waitsUntil } from './throttle.ts';

const start = new Date('2026-11-24T08:00:00Z');

function afterFailures(count: number): Throttle {
  let throttle: Throttle | null = null;
  for (let i = 0; i < count; i += 1) throttle = afterFailure(throttle, start);
  if (!throttle) throw new Error('count begins at 1');
  return throttle;
}

const waitAfter = (count: number) => afterFailures(count).lockedUntil.getTime() - start.getTime();

describe('the throttle of sign-in', () => {
  it('lets the first tries pass, then waits, then doubles', () => {
    expect(waitAfter(limits.signInFailures - 1)).toBe(0);
    expect(waitsUntil(afterFailures(limits.signInFailures - 1), start)).toBeNull();
    expect(waitAfter(limits.signInFailures)).toBe(limits.signInWaitMs);
    expect(waitAfter(limits.signInFailures + 1)).toBe(2 * limits.signInWaitMs);
  });

  it('never waits longer than its limit, however many tries there were', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (count) => {
        const wait = afterFailure({ failures: count, lastAt: start, lockedUntil: start }, start).lockedUntil.getTime() - start.getTime();
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(limits.signInWaitMaxMs);
      }),
      { seed: 20261124 },
    );
  });

  it('ends exactly at its time and is forgotten after a day', () => {
    const throttle = afterFailures(limits.signInFailures);
    expect(waitsUntil(throttle, new Date(throttle.lockedUntil.getTime() - 1))).toEqual(throttle.lockedUntil);
    expect(waitsUntil(throttle, throttle.lockedUntil)).toBeNull();
    expect(afterFailure(throttle, new Date(start.getTime() + THROTTLE_KEPT_MS)).failures).toBe(1);
  });

  it('belongs to a name and an address together', () => {
    expect(throttleKey('ada', '10.0.0.1')).not.toBe(throttleKey('ada', '10.0.0.2'));
    expect(throttleKey('ada', '10.0.0.1')).not.toBe(throttleKey('ada1', '0.0.0.1'));
  });
});
