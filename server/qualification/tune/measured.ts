import type { Evidence } from './profile.ts';

/** What a candidate reached, as an engine page shows it and a supervisor reckons with it. */
export type Measured = {
  /** Tokens a second: one answer alone, all slots added up, and of a prompt. */
  generationTokensPerSecond: number;
  allSlotsTokensPerSecond: number;
  promptTokensPerSecond: number;
  /** From one token of an answer to its next: alone, and with all slots at work. */
  tokenAloneMs: number;
  tokenAllSlotsMs: number;
  /** One step of reading: `ubatch` tokens. */
  prefillStepMs: number;
  startMs: number;
};

/** @param at place of a candidate that was measured */
export function measuredOf({ candidates }: Evidence, at: number): Measured {
  const found = candidates[at];
  const { alone, together, reading } = found?.median ?? { alone: 0, together: 0, reading: 0 };
  const { sequences, ubatch } = found?.settings ?? { sequences: 0, ubatch: 0 };
  const starts = (found?.visits ?? []).map(({ startMs }) => startMs).toSorted((a, b) => a - b);
  const perToken = (count: number, speed: number) => (speed > 0 ? rounded((count * 1_000) / speed) : 0);
  return {
    ...{ generationTokensPerSecond: alone, allSlotsTokensPerSecond: together, promptTokensPerSecond: reading },
    tokenAloneMs: perToken(1, alone),
    tokenAllSlotsMs: perToken(sequences, together),
    prefillStepMs: perToken(ubatch, reading),
    startMs: starts[Math.floor(starts.length / 2)] ?? 0,
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
