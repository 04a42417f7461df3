import { passesStride } from '#server/engine/index.ts';
import { limits, monotonicMs } from '#server/platform/index.ts';
import type { JobContext } from '#server/scheduling/index.ts';
import type { FinishReason } from './answer-rows.ts';
import { isLooping } from './loop-guard.ts';
import type { ToldSoFar } from './told-so-far.ts';

/** How an answer is generated; the same for everybody until profiles exist, and named in its record. */
export const generation = { temperature: 0, maxTokens: limits.answerTokens } as const;

export type Prose = {
  text: string;
  ids: number[];
  finishReason: Extract<FinishReason, 'end' | 'limit' | 'loop'>;
  /** From the job's admission to the first token; null where an earlier attempt wrote it. */
  firstTokenMs: number | null;
};

/**
 * Lets the engine write behind what earlier attempts wrote, telling each piece as it comes.
 *
 * @param prompt token ids of the prompt, without the answer
 * @throws AppError `engine.unavailable` where the engine dies (what was told is stored, and the next attempt goes on from it);
 *   the signal's reason when aborted
 */
export async function writeProse(
  ctx: JobContext<unknown> & { slot: number },
  prompt: { tokens: readonly number[]; stop: readonly string[]; front: number },
  told: ToldSoFar,
): Promise<Prose> {
  const startedMs = monotonicMs();
  const prose: Prose = {
    text: told.text,
    ids: [...told.ids],
    finishReason: 'limit',
    firstTokenMs: null,
  };
  if (told.sourceAsked) return { ...prose, finishReason: told.sourceAsked.after };
  const room = generation.maxTokens - prose.ids.length;
  if (room <= 0) return prose;
  if (isLooping(prose.ids)) return { ...prose, finishReason: 'loop' };
  const request = {
    tokens: [...prompt.tokens, ...prose.ids],
    answered: prose.ids.length,
    maxTokens: room,
    stop: prompt.stop,
    front: prompt.front,
    temperature: generation.temperature,
    slot: ctx.slot,
  };
  // What is still in the slot's cache is read by nobody, and a prompt that is read again after the engine died is not the person's work.
  let isPromptCharged = told.promptTokens > 0;
  for await (const frame of ctx.engine.generate(request, ctx.signal)) {
    if (frame.kind === 'progress') {
      if (!isPromptCharged) ctx.charge({ promptTokens: frame.total - frame.done, outputTokens: 0 });
      isPromptCharged = true;
      ctx.emit({ type: 'prefill', done: frame.done, total: frame.total });
    } else if (frame.kind === 'tokens') {
      if (told.ids.length === 0) prose.firstTokenMs ??= Math.round(monotonicMs() - startedMs);
      ctx.charge({ promptTokens: 0, outputTokens: frame.ids.length });
      ctx.emit({ type: 'tokens', text: frame.text, ids: frame.ids });
      prose.text += frame.text;
      for (const id of frame.ids) prose.ids.push(id);
      // Only where a stride ends: between, it depends on how fast tokens came how many of them are here, and so where the answer is cut.
      const isStrideEnd = passesStride(prose.ids.length - frame.ids.length, prose.ids.length);
      // Leaving the loop closes the request, and with it the decode.
      if (isStrideEnd && isLooping(prose.ids)) return { ...prose, finishReason: 'loop' };
    } else {
      prose.finishReason = frame.reason === 'limit' ? 'limit' : 'end';
    }
  }
  return prose;
}
