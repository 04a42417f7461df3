export type RestartLimits = {
  /** Crashes within the window after which the circuit breaker opens: it is not bad luck any more. */
  crashes: number;
  windowMs: number;
  /** First pause; doubled with each crash of the window. A kill in mid-answer should cost a second, not ten. */
  firstPauseMs: number;
  pauseMaxMs: number;
  /** An open breaker lets one try through after this long: nobody may be there to do it by hand. */
  openMs: number;
};

/** When a crashed engine is started again. */
export const restartLimits: RestartLimits = {
  crashes: 5,
  windowMs: 5 * 60_000,
  firstPauseMs: 250,
  pauseMaxMs: 30_000,
  openMs: 5 * 60_000,
};

export type Restart = { after: number; broken: boolean };

/**
 * What to do after a crash.
 *
 * @param crashes times of the crashes so far in milliseconds of a monotonic clock, the last one included, ascending
 * @returns milliseconds to wait, and whether the breaker is open while waiting
 */
export function restartAfter(crashes: readonly number[], limits: RestartLimits = restartLimits): Restart {
  const last = crashes.at(-1) ?? 0;
  const recent = crashes.filter((at) => at > last - limits.windowMs).length;
  if (recent >= limits.crashes) return { after: limits.openMs, broken: true };
  return { after: Math.min(limits.firstPauseMs * 2 ** Math.max(recent - 1, 0), limits.pauseMaxMs), broken: false };
}
