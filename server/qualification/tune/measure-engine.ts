import type { Engine } from '#server/engine/index.ts';
import { AppError } from '#server/platform/index.ts';
import { fixedText } from '../fixed-text.ts';
import type { Speeds } from './profile.ts';
import { type Talker, writingSpeed } from './writing-speed.ts';

/** How much is written by each stream, and read of a prompt, in tokens: the same for every candidate. */
export type Work = { written: number; read: number };

/** Counting goes on for ever: no run ends early. */
const counting = '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,';
/** Written before anything counts: the first tokens of a process touch its memory for the first time. */
const WARMING_TOKENS = 4;
/** What an answer and its end take of a slot beside a prompt that fills it. */
const SLOT_SPARE = 8;

/**
 * Measures an engine that is ready and at rest: one answer alone, all slots together, a prompt that no slot has read.
 *
 * @throws AppError `engine.refused` where it says too little to measure, and what the engine throws; the signal's reason when aborted
 */
export async function measureEngine(engine: Engine, { written, read }: Work, signal: AbortSignal): Promise<Speeds> {
  const { slots, contextPerSlot } = await engine.properties();
  const talker = talkerOf(engine);
  const prompt = await engine.tokenize(counting);
  const maxTokens = Math.max(1, Math.min(written, contextPerSlot - prompt.length - SLOT_SPARE));
  await writingSpeed(talker, { prompt, streams: 1, maxTokens: WARMING_TOKENS }, signal);
  const alone = await writingSpeed(talker, { prompt, streams: 1, maxTokens }, signal);
  const together = slots > 1 ? await writingSpeed(talker, { prompt, streams: slots, maxTokens }, signal) : alone;
  await engine.eraseSlot(0);
  const long = await longPrompt(engine, Math.min(read, contextPerSlot - SLOT_SPARE));
  const startedMs = performance.now();
  let firstMs = 0;
  await talker.answer({ tokens: long, maxTokens: 1, slot: 0 }, () => (firstMs ||= performance.now()), signal);
  const reading = (long.length * 1_000) / ((firstMs || performance.now()) - startedMs);
  if (alone === 0 || together === 0) throw new AppError('engine.refused', { reason: 'it wrote too little to be measured' });
  return { alone, together, reading };
}

function talkerOf(engine: Engine): Talker {
  return {
    async answer(ask, onTokens, signal) {
      for await (const frame of engine.generate({ ...ask, stop: [], temperature: 0 }, signal)) {
        if (frame.kind === 'tokens') onTokens(frame.ids.length);
      }
    },
  };
}

/** Words as people write them: of a mixture, many experts are asked. */
async function longPrompt(engine: Engine, length: number): Promise<number[]> {
  const once = await engine.tokenize(fixedText);
  return Array.from({ length: Math.ceil(length / once.length) }, () => once)
    .flat()
    .slice(0, length);
}
