import type { Engine } from '#server/engine/index.ts';
import { writingSpeed } from '#server/qualification/index.ts';

/** Whoever writes answers, seen only by when its tokens come. */
export type Talker = {
  tokenize(text: string): Promise<number[]>;
  /** Writes one answer, greedy; calls `onTokens` with how many came. Aborting ends it. */
  answer(ask: Ask, onTokens: (count: number) => void, signal: AbortSignal): Promise<void>;
  erase(slot: number): Promise<void>;
};

export type Ask = {
  tokens: readonly number[];
  maxTokens: number;
  /** -1 leaves it to a server that chooses slots itself. */
  slot: number;
  /** How many of the first tokens many prompts share. */
  front?: number;
};

/** An engine as the appliance has it: supervisor, client, frames. */
export function engineTalker(engine: Engine): Talker {
  return {
    tokenize: (text) => engine.tokenize(text),
    erase: (slot) => engine.eraseSlot(slot),
    async answer(ask, onTokens, signal) {
      for await (const frame of engine.generate({ ...ask, stop: [], temperature: 0 }, signal)) {
        if (frame.kind === 'tokens') onTokens(frame.ids.length);
      }
    },
  };
}

/** Tokens a second over some answers at once. */
export function speed(talker: Talker, prompt: readonly number[], streams: number, maxTokens: number): Promise<number> {
  return writingSpeed(talker, { prompt, streams, maxTokens }, new AbortController().signal);
}

/** Milliseconds to the first token. */
export async function firstToken(talker: Talker, tokens: readonly number[], slot: number, front = 0): Promise<number> {
  const startedMs = performance.now();
  let firstMs = 0;
  await talker.answer(
    { tokens, maxTokens: 1, slot, front },
    () => {
      firstMs ||= performance.now();
    },
    new AbortController().signal,
  );
  return firstMs - startedMs;
}

/** The longest that any of four running answers waited between two tokens while a long prompt was read in a fifth slot. */
export async function longestGap(talker: Talker, prompt: readonly number[], long: readonly number[]): Promise<number> {
  const over = new AbortController();
  let isReading = false;
  let gapMs = 0;
  const begun: Promise<void>[] = [];
  const running = Array.from({ length: 4 }, (_, slot) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    begun.push(promise);
    let lastMs = 0;
    const onTokens = () => {
      const nowMs = performance.now();
      if (isReading && lastMs > 0) gapMs = Math.max(gapMs, nowMs - lastMs);
      lastMs = nowMs;
      resolve();
    };
    return talker.answer({ tokens: prompt, maxTokens: 4_000, slot }, onTokens, over.signal).catch((error: unknown) => {
      if (!over.signal.aborted) throw error;
    });
  });
  await Promise.all(begun);
  isReading = true;
  await talker.answer({ tokens: long, maxTokens: 1, slot: 4 }, () => {}, over.signal);
  isReading = false;
  over.abort();
  await Promise.all(running);
  return gapMs;
}

/**
 * Milliseconds to the first token of somebody whose question begins with what another has read, while that one's slot still writes.
 *
 * @param slots of the one who has read it, and of who comes
 */
export async function newPerson(
  talker: Talker,
  { front, questions, slots }: { front: readonly number[]; questions: [readonly number[], readonly number[]]; slots: [number, number] },
): Promise<number> {
  const [first, second] = questions;
  const over = new AbortController();
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const of = { maxTokens: 2_000, slot: slots[0], front: front.length };
  const writing = talker
    .answer({ tokens: [...front, ...first], ...of }, () => resolve(), over.signal)
    .catch((error: unknown) => {
      if (!over.signal.aborted) throw error;
    });
  await begun;
  const ms = await firstToken(talker, [...front, ...second], slots[1], front.length);
  over.abort();
  await writing;
  return ms;
}
