import { describe, expect, it } from 'vitest';
import { type EnginePlan, makePlan, readModelMemory } from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import { answerOf } from '#test/support/answer-of.ts';
import { type LocalDriver, localDrivers, placedAs } from '#test/support/local-drivers.ts';
import { untilReady } from '#test/support/scripted-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { toyServedModel, writeToyModel, writeToyModelSet } from '#test/support/toy-qwen3next.ts';
import type { Engine } from './engine.ts';
import { startEngine } from './start-engine.ts';

const box = { cores: 2, physicalCores: 2, memoryBytes: 8 * 1024 ** 3, availableBytes: 8 * 1024 ** 3, cards: [] };

/** The real architecture, mostly recurrent: what it has read can be taken back only to a state that was kept. */
describe.each(localDrivers)('the %s engine with the real architecture at toy size', (driver) => {
  it('reads with its vocabulary, and writes the same from the same in each slot', async () => {
    await using box = await toyEngine(driver);
    const { engine, model } = box;
    expect(model).toMatchObject({ architecture: 'qwen3next', contextTrained: 262_144, shape: { layers: 8, vocabulary: 4_096 } });
    expect(model.sizeBytes).toBeLessThan(30_000_000);
    const prompt = await engine.tokenize('<|im_start|>user\nhow does the engine keep its state?<|im_end|>\n<|im_start|>assistant\n', {
      special: true,
    });
    expect(prompt.length).toBeLessThan(50);
    const answers = await Promise.all([0, 1].map((slot) => answerOf(engine, prompt, { slot, maxTokens: 24 })));
    expect(answers[0]?.ids.length).toBeGreaterThan(8);
    expect(new Set(answers[0]?.ids).size).toBeGreaterThan(4);
    expect(answers[1]?.ids).toEqual(answers[0]?.ids);
  });

  it('goes on behind an answer without reading it again, and behind a shared beginning from a kept state', async () => {
    await using box = await toyEngine(driver, { contextCheckpoints: 8, batch: 64, ubatch: 64 });
    const { engine } = box;
    const beginning = (await engine.tokenize('the engine keeps a state for each layer that it reads. '.repeat(40))).slice(0, 500);
    const first = await answerOf(engine, [...beginning, 7, 8, 9], { slot: 1, maxTokens: 8 });
    expect(first.end?.cachedTokens).toBe(0);
    const longer = [...beginning, 7, 8, 9, ...first.ids, 10, 11];
    const next = await answerOf(engine, longer, { slot: 1, maxTokens: 8 });
    expect(next.end?.cachedTokens).toBeGreaterThanOrEqual(beginning.length + 3 + first.ids.length - 1);
    const other = [...beginning, 20, 21, 22, 23];
    const aside = await answerOf(engine, other, { slot: 1, maxTokens: 8 });
    expect(aside.end?.cachedTokens).toBeGreaterThan(0);
    // A kept state that was wrong would write something else than a slot that read all of it.
    expect(aside.ids).toEqual((await answerOf(engine, other, { slot: 0, maxTokens: 8 })).ids);
  });

  it('gives a conversation its state back when another took its slot, and reads a front once for all slots', async () => {
    const batch = { batch: 64, ubatch: 64, contextCheckpoints: 8 };
    await using box = await toyEngine(driver, { ...batch, cacheRamMiB: 256 });
    await using bare = await toyEngine(driver, { ...batch, cacheRamMiB: 0 });
    const { engine } = box;
    const text = await engine.tokenize('the engine keeps a state for each layer that it reads. '.repeat(80));
    const mine = text.slice(0, 400);
    // One token, so that all that the slot has read is known: llama-server tells no id of a token that ends inside a character.
    const first = await answerOf(engine, mine, { slot: 0, maxTokens: 1 });
    const more = [...mine, ...first.ids, 10, 11];
    await answerOf(engine, text.slice(7, 407).toReversed(), { slot: 0, maxTokens: 8 });
    const next = await answerOf(engine, more, { slot: 1, maxTokens: 8 });
    expect(next.end?.cachedTokens).toBeGreaterThanOrEqual(400);
    // A state that was another's would write something else than a slot that read all of it.
    expect(next.ids).toEqual((await answerOf(bare.engine, more, { slot: 0, maxTokens: 8 })).ids);

    const front = text.slice(3, 403);
    const reader = await answerOf(engine, [...front, 20, 21], { slot: 0, front: 400, maxTokens: 8 });
    expect(reader.end?.cachedTokens).toBe(0);
    const told = reader.frames.filter((frame) => frame.kind === 'progress');
    expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).toSorted((a, b) => a - b));
    expect(new Set(told.map(({ total }) => total))).toEqual(new Set([402]));
    const other = await answerOf(engine, [...front, 30, 31, 32], { slot: 1, front: 400, maxTokens: 8 });
    expect(other.end?.cachedTokens).toBe(400);
    expect(other.ids).toEqual((await answerOf(bare.engine, [...front, 30, 31, 32], { slot: 1, maxTokens: 8 })).ids);
  });

  it.each(['f16', 'q8_0', 'q4_0'] as const)('keeps keys and values as %s', async (kvType) => {
    await using box = await toyEngine(driver, { kvType });
    const { engine } = box;
    const { ids, end } = await answerOf(engine, await engine.tokenize('state of the engine'), { maxTokens: 12 });
    expect(ids).toHaveLength(end?.outputTokens ?? 0);
    expect(ids.length).toBeGreaterThan(4);
  });

  it('loads the same model from a set of three files', async () => {
    await using whole = await toyEngine(driver);
    await using set = await toyEngine(driver, {}, (folder) => writeToyModelSet(folder, 3));
    const prompt = await whole.engine.tokenize('state');
    const { ids } = await answerOf(set.engine, prompt, { maxTokens: 8 });
    expect(ids).toEqual((await answerOf(whole.engine, prompt, { maxTokens: 8 })).ids);
  });

  it('leaves the experts of some layers on the processor', async () => {
    await using box = await toyEngine(driver, { expertLayersOnCpu: 3 });
    const { engine } = box;
    expect((await answerOf(engine, await engine.tokenize('state'), { maxTokens: 8 })).ids.length).toBeGreaterThan(4);
  });
});

async function toyEngine(
  driver: LocalDriver,
  change: Partial<EnginePlan> = {},
  write: (folder: string) => string = writeToyModel,
): Promise<AsyncDisposable & { engine: Engine; model: ServedModel }> {
  await using resources = new AsyncDisposableStack();
  const folder = resources.use(await tempFolder());
  const whole = await toyServedModel(writeToyModel(folder.path));
  const model = { ...whole, file: write(folder.path) };
  const plan = placedAs(
    makePlan(box, await readModelMemory(whole.file), { sequences: 2, context: 1_024 }),
    { driver, ...change },
    model.file,
  );
  const engine = startEngine({ plan, model, runtimeDir: folder.path });
  resources.defer(() => engine.stop());
  await untilReady(engine);
  const kept = resources.move();
  return { engine, model, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
