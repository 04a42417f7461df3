/** Whoever writes answers, seen only by when its tokens come. */
export type Talker = {
  /** Writes one answer, greedy; calls `onTokens` with how many came. Aborting ends it. */
  answer(
    ask: { tokens: readonly number[]; maxTokens: number; slot: number },
    onTokens: (count: number) => void,
    signal: AbortSignal,
  ): Promise<void>;
};

/**
 * Tokens a second over some answers at once, from the first token of any to the last of any; 0 where too few came to tell.
 *
 * @param of.streams answers written at once, each in the slot of its number
 */
export async function writingSpeed(
  talker: Talker,
  { prompt, streams, maxTokens }: { prompt: readonly number[]; streams: number; maxTokens: number },
  signal: AbortSignal,
): Promise<number> {
  const seen = { tokens: 0, firstMs: 0, first: 0, lastMs: 0 };
  const onTokens = (count: number) => {
    seen.lastMs = performance.now();
    // What comes in the first frame was written before the clock began.
    if (seen.firstMs === 0) Object.assign(seen, { firstMs: seen.lastMs, first: count });
    seen.tokens += count;
  };
  await Promise.all(Array.from({ length: streams }, (_, slot) => talker.answer({ tokens: prompt, maxTokens, slot }, onTokens, signal)));
  return seen.lastMs > seen.firstMs ? ((seen.tokens - seen.first) * 1_000) / (seen.lastMs - seen.firstMs) : 0;
}
