import { expect, it } from 'vitest';
import { makePlan } from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import { answerOf } from '#test/support/answer-of.ts';
import { untilReady } from '#test/support/scripted-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { toyServedModel, writeToyModel, writeToyModelSet } from '#test/support/toy-qwen3next.ts';
import type { Engine } from './engine.ts';
import { startEngine } from './start-engine.ts';

const box = { cores: 2, physicalCores: 2, memoryBytes: 8 * 1024 ** 3, availableBytes: 8 * 1024 ** 3, cards: [] };

it('loads the real architecture at toy size, reads with its vocabulary, and writes the same from the same', async () => {
  await using folder = await tempFolder();
  const model = await toyServedModel(writeToyModel(folder.path));
  expect(model).toMatchObject({ architecture: 'qwen3next', contextTrained: 262_144, shape: { layers: 8, vocabulary: 4_096 } });
  expect(model.sizeBytes).toBeLessThan(30_000_000);
  const engine = await started(model, folder.path);
  await using _stopped = { [Symbol.asyncDispose]: () => engine.stop() };

  const prompt = await engine.tokenize('<|im_start|>user\nhow does the engine keep its state?<|im_end|>\n<|im_start|>assistant\n', {
    special: true,
  });
  expect(prompt.length).toBeLessThan(50);
  const answers = await Promise.all([0, 1].map((slot) => answerOf(engine, prompt, { slot, maxTokens: 24 })));
  expect(answers[0]?.ids.length).toBeGreaterThan(8);
  expect(new Set(answers[0]?.ids).size).toBeGreaterThan(4);
  expect(answers[1]?.ids).toEqual(answers[0]?.ids);
});

it('loads the same model from a set of three files', async () => {
  await using folder = await tempFolder();
  const whole = await toyServedModel(writeToyModel(folder.path));
  const engine = await started({ ...whole, file: writeToyModelSet(folder.path, 3) }, folder.path);
  await using _stopped = { [Symbol.asyncDispose]: () => engine.stop() };
  expect((await answerOf(engine, await engine.tokenize('state'), { maxTokens: 8 })).ids.length).toBeGreaterThan(4);
});

async function started(model: ServedModel, runtimeDir: string): Promise<Engine> {
  const engine = startEngine({ plan: makePlan(box, model, { sequences: 2, context: 1_024 }), model, runtimeDir });
  await untilReady(engine);
  return engine;
}
