import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf } from '#test/support/answer-of.ts';
import { localDrivers } from '#test/support/local-drivers.ts';
import { remoteLlamaServer } from '#test/support/remote-llama-server.ts';
import { scriptedEngine } from '#test/support/scripted-engine.ts';
import { starterEngine } from '#test/support/starter-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import type { Engine } from './engine.ts';

type Started = AsyncDisposable & { engine: Engine; hold?(tokens: number): void; release?(): void };

const count = Array.from({ length: 1_000 }, (_, i) => i + 1).join(', ');

/** What stands for a cluster is a program that is built here. */
const clusters = [{ name: 'remote', start: (runtimeDir: string) => remoteLlamaServer({ runtimeDir, slots: 4, context: 512 }) }];

/** What every engine promises, whatever computes behind the protocol. */
const drivers: { name: string; start(runtimeDir: string): Promise<Started> }[] = [
  { name: 'scripted', start: (runtimeDir) => scriptedEngine({ runtimeDir, slots: 4, context: 512, answer: () => count }) },
  ...localDrivers.map((driver) => ({
    name: driver,
    start: (runtimeDir: string) => starterEngine({ runtimeDir, wishes: { context: 512 }, placed: { driver } }),
  })),
  ...(localDrivers.includes('llama-server') ? clusters : []),
];

describe.each(drivers)('the $name engine', ({ start }) => {
  const resources = new AsyncDisposableStack();
  let started: Started;
  let engine: Engine;
  let prompt: number[];

  beforeAll(async () => {
    const folder = resources.use(await tempFolder());
    started = resources.use(await start(folder.path));
    engine = started.engine;
    // Counting goes on for as long as there is room, on a small model too.
    const begun = '<|im_start|>user\nCount to a thousand.<|im_end|>\n<|im_start|>assistant\n1, 2, 3, 4, 5, 6, 7, 8, 9, 10,';
    prompt = await engine.tokenize(begun, { special: true });
  });
  afterAll(() => resources.disposeAsync());

  it('numbers its tokens without a gap and counts them at the end', async () => {
    const { frames, ids, end } = await answerOf(engine, prompt, { maxTokens: 24 });
    let n = 0;
    for (const frame of frames) {
      if (frame.kind !== 'tokens') continue;
      expect(frame.n).toBe(n);
      n += frame.ids.length;
    }
    expect(end).toMatchObject({ reason: 'limit', promptTokens: prompt.length, outputTokens: 24 });
    expect(ids).toHaveLength(24);
    expect(frames.at(-1)).toBe(end);
  });

  it('gives texts that are exactly the text of the ids, whatever the grouping', async () => {
    const one = await answerOf(engine, prompt, { maxTokens: 24 });
    const same = await answerOf(engine, [...prompt, ...one.ids.slice(0, 7)], { maxTokens: 17 });
    expect(one.text.endsWith(same.text)).toBe(true);
    expect([...one.ids.slice(0, 7), ...same.ids]).toEqual(one.ids);
  });

  it('ends before a stop string and shows no part of it', async () => {
    const whole = await answerOf(engine, prompt, { maxTokens: 24 });
    const stop = whole.text.slice(6, 9);
    const { text, end } = await answerOf(engine, prompt, { maxTokens: 24, stop: [stop] });
    expect(end?.reason).toBe('stop');
    expect(text).toBe(whole.text.slice(0, whole.text.indexOf(stop)));
  });

  it('stops when the request is given up, and the slot takes the next one', async () => {
    started.hold?.(20);
    const giveUp = new AbortController();
    const reason = new Error('enough');
    const answering = answerOf(engine, prompt, {
      maxTokens: 1_000,
      signal: giveUp.signal,
      onFrame: (frame) => frame.kind === 'tokens' && giveUp.abort(reason),
    });
    await expect(answering).rejects.toBe(reason);
    started.release?.();
    expect((await answerOf(engine, prompt, { maxTokens: 2 })).ids).toHaveLength(2);
  });

  it('refuses a second request in a slot that answers', async () => {
    started.hold?.(20);
    const giveUp = new AbortController();
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const first = answerOf(engine, prompt, { maxTokens: 1_000, signal: giveUp.signal, onFrame: () => resolve() });
    await begun;
    await expect(answerOf(engine, prompt)).rejects.toMatchObject({ code: 'engine.refused', params: { reason: 'the slot is in use' } });
    giveUp.abort();
    await expect(first).rejects.toBe(giveUp.signal.reason);
    started.release?.();
  });

  it('reads again only what a prompt does not share with the last one of its slot', async () => {
    await engine.eraseSlot(1);
    const first = await answerOf(engine, prompt, { maxTokens: 4, slot: 1 });
    expect(first.end?.cachedTokens).toBe(0);
    const again = await answerOf(engine, [...prompt, ...first.ids], { maxTokens: 4, slot: 1 });
    expect(again.end?.cachedTokens).toBe(prompt.length + first.ids.length - 1);
    await engine.eraseSlot(1);
    expect((await answerOf(engine, prompt, { maxTokens: 4, slot: 1 })).end?.cachedTokens).toBe(0);
  });

  it('takes a prompt that leaves room for one token, and refuses one more with both figures', async () => {
    const { contextPerSlot } = await engine.properties();
    const longest = Array.from({ length: contextPerSlot - 1 }, (_, i) => prompt[i % prompt.length] ?? 0);
    const { end } = await answerOf(engine, longest, { maxTokens: 5, slot: 3 });
    expect(end).toMatchObject({ outputTokens: 1, reason: 'limit' });
    await expect(answerOf(engine, [...longest, 1])).rejects.toMatchObject({
      code: 'context.overflow',
      params: { tokens: contextPerSlot, limit: contextPerSlot - 1 },
    });
  });

  it('reads special tokens only where it is told to', async () => {
    const { tokens, specialTokens } = await engine.properties();
    const end = specialTokens.find((token) => token.text === '<|im_end|>');
    expect(await engine.tokenize('<|im_end|>', { special: true })).toEqual([end?.id]);
    expect(await engine.tokenize('<|im_end|>')).not.toContain(end?.id);
    expect(tokens.eosText).toBe('<|im_end|>');
  });

  it.each([
    ['an unknown slot', { slot: 99 }],
    ['a negative temperature', { temperature: -1 }],
    ['no room for an answer', { maxTokens: 0 }],
    ['an empty stop string', { stop: [''] }],
  ])('refuses %s in words and stays up', async (_, request) => {
    await expect(answerOf(engine, prompt, request)).rejects.toMatchObject({ code: 'engine.refused' });
    expect((await answerOf(engine, prompt, { maxTokens: 2 })).ids).toHaveLength(2);
  });

  it('refuses ids that are not in the vocabulary', async () => {
    await expect(answerOf(engine, [9_999_999])).rejects.toMatchObject({ code: 'engine.refused' });
  });

  it('tells its state to whoever asks later', () => {
    expect(engine.state()).toEqual({ state: 'ready', slots: 4, context: 512 });
  });
});
