import { createHash } from 'node:crypto';
import { limits } from '#server/platform/index.ts';

/** Wrong tries in a row for one name from one address. Both together: nobody can lock another person out. */
export type Throttle = { failures: number; lastAt: Date; lockedUntil: Date };

/** Throttles older than this are forgotten. */
export const THROTTLE_KEPT_MS = 24 * 60 * 60_000;

export function throttleKey(nameKey: string, address: string): string {
  return createHash('sha256').update(`${nameKey}\0${address}`).digest('hex');
}

/** The time until which a try waits; null when it may be made now. */
export function waitsUntil(throttle: Throttle | null, at: Date): Date | null {
  return throttle && throttle.lockedUntil > at ? throttle.lockedUntil : null;
}

/** The throttle after one more wrong try: some are free, then the wait doubles up to its limit. */
export function afterFailure(throttle: Throttle | null, at: Date): Throttle {
  const isRemembered = throttle !== null && at.getTime() - throttle.lastAt.getTime() < THROTTLE_KEPT_MS;
  const failures = (isRemembered ? throttle.failures : 0) + 1;
  return { failures, lastAt: at, lockedUntil: new Date(at.getTime() + waitMs(failures)) };
}

function waitMs(failures: number): number {
  const beyond = failures - limits.signInFailures;
  if (beyond < 0) return 0;
  // 2 ** 30 is beyond any limit already; more would be Infinity one day.
  return Math.min(limits.signInWaitMaxMs, limits.signInWaitMs * 2 ** Math.min(beyond, 30));
}
