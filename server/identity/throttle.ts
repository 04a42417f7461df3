import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { limits } from '#server/platform/index.ts';

/** Wrong tries that count together, and until when the next of them waits. */
export type Throttle = { failures: number; lastAt: Date; lockedUntil: Date };

/** How a throttle slows: some tries are free, then the wait doubles from the first to the last value. */
type Rule = {
  free: number;
  waitMs: number;
  waitMaxMs: number;
  /** A wrong try is forgotten each time so long has passed since the last; absent: none is, until all are after a day. */
  leakMs?: number;
};

/** After so long without a wrong try all of them are forgotten. */
export const THROTTLE_KEPT_MS = 24 * 60 * 60_000;

export const throttleRules = {
  /** One name from one address: nobody can lock another person out. */
  pair: { free: limits.signInFailures, waitMs: limits.signInWaitMs, waitMaxMs: limits.signInWaitMaxMs },
  /** One name from everywhere. Strangers can bring this wait on somebody, so it stays short. */
  name: { free: limits.signInFailuresWide, waitMs: 5_000, waitMaxMs: limits.signInWaitNameMaxMs, leakMs: limits.signInLeakMs },
  /** All names from one network. A whole office may be behind it. */
  network: { free: limits.signInFailuresWide, waitMs: 10_000, waitMaxMs: limits.signInWaitNetworkMaxMs, leakMs: limits.signInLeakMs },
} satisfies Record<string, Rule>;

export type ThrottleKind = keyof typeof throttleRules;

/** The keys that a try counts under. */
export function throttleKeys(nameKey: string, address: string): Record<ThrottleKind, string> {
  return { pair: keyOf(nameKey, address), name: keyOf('name', nameKey, ''), network: keyOf('network', networkOf(address), '') };
}

function keyOf(...parts: string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

/** What one machine's owner has for certain: an IPv4 address, or the /64 of an IPv6 address. */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = new URL(`http://[${plain}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean)) as [string[], string[]];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return `${[...before, ...zeros, ...after].slice(0, 4).join(':')}::/64`;
}

/** The time until which a try waits; null when it may be made now. */
export function waitsUntil(throttle: Throttle | null, at: Date): Date | null {
  return throttle && throttle.lockedUntil > at ? throttle.lockedUntil : null;
}

/** Of several throttles the one that makes a try wait longest; null when it may be made now. */
export function longestWait(throttles: readonly Throttle[], at: Date): Throttle | null {
  const waiting = throttles.filter((throttle) => waitsUntil(throttle, at));
  return waiting.reduce<Throttle | null>((longest, one) => (longest && longest.lockedUntil >= one.lockedUntil ? longest : one), null);
}

/** The throttle after one more wrong try: some are free, then the wait doubles up to its limit. */
export function afterFailure(throttle: Throttle | null, at: Date, rule: Rule = throttleRules.pair): Throttle {
  const failures = remembered(throttle, at, rule) + 1;
  return { failures, lastAt: at, lockedUntil: new Date(at.getTime() + waitMs(failures, rule)) };
}

function remembered(throttle: Throttle | null, at: Date, { leakMs }: Rule): number {
  const agoMs = throttle ? at.getTime() - throttle.lastAt.getTime() : THROTTLE_KEPT_MS;
  if (!throttle || agoMs >= THROTTLE_KEPT_MS) return 0;
  return leakMs === undefined ? throttle.failures : Math.max(0, throttle.failures - Math.floor(agoMs / leakMs));
}

function waitMs(failures: number, rule: Rule): number {
  const beyond = failures - rule.free;
  if (beyond < 0) return 0;
  // 2 ** 30 is beyond any limit already; more would be Infinity one day.
  return Math.min(rule.waitMaxMs, rule.waitMs * 2 ** Math.min(beyond, 30));
}
