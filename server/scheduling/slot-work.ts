import { monotonicMs } from '#server/platform/index.ts';
import type { JobEvent } from './job-event.ts';
import { openTokenRate } from './token-rate.ts';

/** A prompt that was read: tokens that were still in the slot's cache took no time, and are not counted. */
export type ReadPrompt = { tokens: number; tookMs: number };

/** What a job does with its slot at this moment. */
export type SlotProgress = {
  /** Tokens that the slot holds of it. */
  contextTokens: number;
  /** The share of the prompt that is read, 0 to 1; null before the engine has the prompt. */
  readShare: number | null;
  /** Written a second over the last ten. */
  tokensPerSecond: number;
};

/** Follows what a job tells while it runs, and keeps the figures of it. */
export type SlotWork = {
  /** @returns the prompt, when this event says that all of it is read */
  tell(event: JobEvent): ReadPrompt | null;
  progress(): SlotProgress;
};

export function openSlotWork(clock: () => number = monotonicMs): SlotWork {
  const rate = openTokenRate(clock);
  let prompt: { total: number; done: number; first: number; sinceMs: number } | null = null;
  let written = 0;
  /** The first word says that all of the prompt is read, whether or not that was told. */
  const finishReading = (): ReadPrompt | null => {
    if (!prompt || prompt.done === prompt.total) return null;
    prompt.done = prompt.total;
    return prompt.total > prompt.first ? { tokens: prompt.total - prompt.first, tookMs: clock() - prompt.sinceMs } : null;
  };
  return {
    tell(event) {
      if (event.type === 'tokens') {
        const read = finishReading();
        written += event.ids.length;
        rate.add(event.ids.length);
        return read;
      }
      if (event.type !== 'prefill') return null;
      const { done, total } = event;
      if (!prompt || done < prompt.done) {
        // A prompt that is given again holds what was answered before.
        written = 0;
        prompt = { total, done, first: done, sinceMs: clock() };
        return null;
      }
      if (done === total) return finishReading();
      prompt.done = done;
      return null;
    },
    progress: () => ({
      contextTokens: (prompt?.done ?? 0) + written,
      readShare: prompt && (prompt.total === 0 ? 1 : prompt.done / prompt.total),
      tokensPerSecond: rate.read(),
    }),
  };
}
