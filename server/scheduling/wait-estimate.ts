import type { EngineState } from '#server/engine/index.ts';

/** Runs that the median of a job's time is taken of. */
export const RUNS_KEPT = 17;
/** Nobody plans by less, and a view that changes at each step would be sent at each step. */
const STEP_MS = 5_000;

export type WaitFacts = {
  /** Jobs that go before. */
  ahead: number;
  /** Slots of the engine as it last ran; null before it ever did. */
  slots: number | null;
  busy: number;
  /** What a job takes in its slot; null while none has run. */
  jobMs: number | null;
  /** Until the engine answers: 0 while it does, null where nobody knows. */
  engineLeftMs: number | null;
};

/**
 * How long a job in line waits, in steps of five seconds: what the engine still loads, and those before it.
 *
 * @returns null where that cannot be said
 */
export function waitEstimateMs({ ahead, slots, busy, jobMs, engineLeftMs }: WaitFacts): number | null {
  if (engineLeftMs === null) return null;
  const free = Math.max(0, (slots ?? 1) - busy);
  const rounds = ahead < free ? 0 : Math.floor((ahead - free) / (slots ?? 1)) + 1;
  if (rounds > 0 && jobMs === null) return null;
  // Those that run are half done, as far as anybody knows.
  const runningMs = rounds === 0 ? 0 : (rounds - (busy > 0 ? 0.5 : 0)) * (jobMs ?? 0);
  return Math.ceil((engineLeftMs + runningMs) / STEP_MS) * STEP_MS;
}

/** Until an engine answers, by its own word. @returns null where it does not know, or does not come by itself */
export function engineLeftMs(engine: EngineState): number | null {
  if (engine.state === 'ready') return 0;
  return engine.state === 'loading' || engine.state === 'restarting' ? engine.leftMs : null;
}
