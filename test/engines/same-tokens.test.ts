import { expect, it } from 'vitest';
import type { Engine } from '#server/engine/index.ts';
import { answerOf } from '#test/support/answer-of.ts';
import type { LocalDriver } from '#test/support/local-drivers.ts';
import { starterEngine } from '#test/support/starter-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';

const prompts = [
  '<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n',
  '<|im_start|>system\nYou write code.<|im_end|>\n<|im_start|>user\nWrite a function that adds two numbers.<|im_end|>\n<|im_start|>assistant\n',
  '1, 2, 3, 4, 5, 6, 7, 8,',
  'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. Twelve boxers',
];

/** Leading spaces, line ends, marks that stand for themselves, and what no vocabulary has whole. */
const texts = ['', ' a', 'a\r\n\tb', '<|im_end|>', 'naïve 東京 👩‍👩‍👧', '\u0000x', 'function f(a) { return a ** 2; }'];

it('reads texts as the same tokens and begins answers with the same 16, whichever engine serves', async () => {
  const embedded = await said('embedded');
  const server = await said('llama-server');
  expect(server.read).toEqual(embedded.read);
  expect(server.properties).toEqual(embedded.properties);
  for (const [index, ids] of embedded.written.entries()) {
    expect(ids.length).toBeGreaterThan(4);
    expect(server.written[index]).toEqual(ids);
  }
});

async function said(driver: LocalDriver) {
  await using folder = await tempFolder();
  await using started = await starterEngine({ runtimeDir: folder.path, wishes: { sequences: 1 }, placed: { driver } });
  const { engine } = started;
  const written: number[][] = [];
  for (const prompt of prompts) {
    written.push((await answerOf(engine, await engine.tokenize(prompt, { special: true }), { maxTokens: 16 })).ids);
  }
  const read = await Promise.all([true, false].flatMap((special) => texts.map((text) => engine.tokenize(text, { special }))));
  return { written, read, properties: await factsOf(engine) };
}

/** All but what a driver is allowed to differ in. */
async function factsOf(engine: Engine) {
  const { driver: _, capabilities: __, ...facts } = await engine.properties();
  return facts;
}
