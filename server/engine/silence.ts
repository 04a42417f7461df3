import { RecentMedian } from '#server/platform/index.ts';

/** How long an engine that owes something may be silent. */
export type SilenceLimits = {
  /** So many steps without a sign are no slow step any more. */
  steps: number;
  /** Never less than this: a disk that wakes up, a processor that another program holds, is no hang. */
  minMs: number;
  /** While no step was measured yet: far above the first step of a large batch on a slow processor. */
  unmeasuredMs: number;
  /** What each token costs at the slowest where a whole prompt is read without a sign: a third of what the slowest card reads. */
  unreadMsPerToken: number;
};

export const silenceLimits: SilenceLimits = { steps: 10, minMs: 30_000, unmeasuredMs: 5 * 60_000, unreadMsPerToken: 1_000 / 60 };

/**
 * How long there may be neither a token nor a finished step of reading before the engine counts as hung.
 *
 * @param stepMs one step as measured on this box; null while none was
 * @param unreadTokens tokens that are being read without a sign: all of a prompt where the driver tells no steps, else none
 */
export function silenceLimitMs({ stepMs, unreadTokens }: { stepMs: number | null; unreadTokens: number }, limits = silenceLimits): number {
  const known = stepMs === null ? limits.unmeasuredMs : Math.max(limits.minMs, limits.steps * stepMs);
  return known + unreadTokens * limits.unreadMsPerToken;
}

/** What a step does: a step that reads takes many tokens at once. */
export type StepKind = 'reading' | 'writing';

/** Steps that the median is taken of. */
const STEPS_KEPT = 33;

/** What steps took of late. */
export class StepTimes {
  readonly #taken: Record<StepKind, RecentMedian> = { reading: new RecentMedian(STEPS_KEPT), writing: new RecentMedian(STEPS_KEPT) };

  add(kind: StepKind, ms: number): void {
    this.#taken[kind].add(ms);
  }

  /** @returns null while there was none */
  typicalMs(kind: StepKind): number | null {
    return this.#taken[kind].read();
  }
}
