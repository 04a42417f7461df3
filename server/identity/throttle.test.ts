import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '#server/platform/index.ts';
import { afterFailure, networkOf, THROTTLE_KEPT_MS, type Throttle, throttleKeys, throttleRules, waitsUntil } from './throttle.ts';

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
    const pair = (name: string, address: string) => throttleKeys(name, address).pair;
    expect(pair('ada', '10.0.0.1')).not.toBe(pair('ada', '10.0.0.2'));
    expect(pair('ada', '10.0.0.1')).not.toBe(pair('ada1', '0.0.0.1'));
  });

  it('counts the addresses of one IPv6 network together', () => {
    expect(networkOf('10.0.0.1')).toBe('10.0.0.1');
    const own = ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::', '2001:db8:1:2:0:0:0:9%eth0', '2001:db8:1:2:3:4:5:6'];
    expect(new Set(own.map(networkOf))).toEqual(new Set(['2001:db8:1:2::/64']));
    expect(networkOf('2001:db8:1:3::1')).toBe('2001:db8:1:3::/64');
    expect(['::1', 'fe80::1%eth0'].map(networkOf)).toEqual(['0:0:0:0::/64', 'fe80:0:0:0::/64']);
  });

  it('of a network forgets a try a minute, so that people who mistype now and then never wait', () => {
    let throttle: Throttle | null = null;
    for (let minute = 0; minute < 1_000; minute += 1) {
      throttle = afterFailure(throttle, new Date(start.getTime() + minute * limits.signInLeakMs), throttleRules.network);
      expect(throttle.failures).toBe(1);
    }
  });
});
