import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectEngine, type Engine } from '#server/engine/index.ts';
import { answerOf } from '#test/support/answer-of.ts';
import { untilReady } from '#test/support/scripted-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';

/** What every engine promises, by a cluster that has caches and a balancer of its own. */
const resources = new AsyncDisposableStack();
let engine: Engine;
let prompt: number[];

beforeAll(async () => {
  const folder = resources.use(await tempFolder());
  const { CLOISTER_TEST_CLUSTER: url = '', CLOISTER_TEST_CLUSTER_KEY: key = '' } = process.env;
  engine = connectEngine({ of: { url, key, model: 'smol', slots: 8 }, runtimeDir: folder.path });
  resources.defer(() => engine.stop());
  await untilReady(engine);
  prompt = await engine.tokenize('1, 2, 3, 4, 5, 6, 7, 8, 9, 10,');
});
afterAll(() => resources.disposeAsync());

it('says what it serves', async () => {
  const properties = await engine.properties();
  expect(properties).toMatchObject({ driver: 'remote', slots: 8, contextPerSlot: 2_048 });
  expect(properties.chatTemplate).toContain('<|im_start|>');
  expect(properties.specialTokens).toContainEqual({ id: 2, text: '<|im_end|>', kind: 'control' });
});

it('numbers its tokens without a gap, counts them, and goes on from stored ones', async () => {
  const { frames, ids, text, end } = await answerOf(engine, prompt, { maxTokens: 24 });
  let n = 0;
  for (const frame of frames) {
    if (frame.kind !== 'tokens') continue;
    expect(frame.n).toBe(n);
    n += frame.ids.length;
  }
  expect(end).toMatchObject({ reason: 'limit', promptTokens: prompt.length, outputTokens: 24 });
  expect(ids).toHaveLength(24);
  const rest = await answerOf(engine, [...prompt, ...ids.slice(0, 7)], { maxTokens: 17 });
  expect(text.endsWith(rest.text)).toBe(true);
});

it('ends by itself without the token that says so', async () => {
  const asked = await engine.tokenize('<|im_start|>user\nSay yes.<|im_end|>\n<|im_start|>assistant\n', { special: true });
  const { ids, text, end } = await answerOf(engine, asked, { maxTokens: 200 });
  expect(end).toMatchObject({ reason: 'end', outputTokens: ids.length });
  expect(ids).not.toContain(2);
  expect(text).not.toContain('<|im_end|>');
});

it('ends before a stop string and shows no part of it', async () => {
  const whole = await answerOf(engine, prompt, { maxTokens: 24 });
  const stop = whole.text.slice(6, 9);
  const { text, end } = await answerOf(engine, prompt, { maxTokens: 24, stop: [stop] });
  expect(end?.reason).toBe('stop');
  expect(text).toBe(whole.text.slice(0, whole.text.indexOf(stop)));
});

it('stops when the request is given up', async () => {
  const giveUp = new AbortController();
  const answering = answerOf(engine, prompt, { maxTokens: 1_000, signal: giveUp.signal, onFrame: () => giveUp.abort(new Error('enough')) });
  await expect(answering).rejects.toThrow('enough');
  expect((await answerOf(engine, prompt, { maxTokens: 2 })).ids).toHaveLength(2);
});

it('writes JSON of the form that a schema wants', async () => {
  const asked = await engine.tokenize('<|im_start|>user\nDescribe Paris as JSON.<|im_end|>\n<|im_start|>assistant\n', { special: true });
  const properties = { name: { type: 'string', maxLength: 20 }, isCapital: { type: 'boolean' } };
  const jsonSchema = { type: 'object', properties, required: ['name', 'isCapital'], additionalProperties: false };
  const { text } = await answerOf(engine, asked, { jsonSchema, maxTokens: 120 });
  expect(Object.keys(JSON.parse(text)).toSorted()).toEqual(['isCapital', 'name']);
});

it('writes eight answers at the same time over its replicas without a word of another in any', async () => {
  const words = ['amber', 'birch', 'cobalt', 'dahlia', 'ermine', 'falcon', 'garnet', 'hazel'];
  const answers = await Promise.all(
    words.map(async (word, slot) =>
      answerOf(engine, await engine.tokenize(`My word is ${word}. I say ${word}, ${word}, ${word}, ${word}, ${word},`), {
        slot,
        maxTokens: 16,
      }),
    ),
  );
  for (const [slot, word] of words.entries()) {
    expect(answers[slot]?.text).toContain(word);
    for (const other of words) if (other !== word) expect(answers[slot]?.text).not.toContain(other);
  }
});

it('reads special tokens only where it is told to', async () => {
  expect(await engine.tokenize('<|im_end|>', { special: true })).toEqual([2]);
  expect(await engine.tokenize('a<|im_end|>b')).not.toContain(2);
});

it('finds a text more probable than its words in disorder', async () => {
  const tokens = await engine.tokenize('The capital of France is Paris, and the capital of Italy is Rome.');
  const sum = async (ids: number[]) => (await engine.score(ids, 0)).reduce((total, logprob) => total + logprob, 0);
  expect(await sum(tokens)).toBeGreaterThan((await sum([...tokens.slice(0, 1), ...tokens.slice(1).toReversed()])) + 20);
});

it.each([
  ['an unknown slot', { slot: 99 }],
  ['a negative temperature', { temperature: -1 }],
  ['a grammar that does not parse', { grammar: 'root ::= (' }],
])('refuses %s in words and stays up', async (_, request) => {
  await expect(answerOf(engine, prompt, request)).rejects.toMatchObject({ code: 'engine.refused' });
  expect((await answerOf(engine, prompt, { maxTokens: 2 })).ids).toHaveLength(2);
});

it('refuses a prompt that does not fit with both figures, and ids that are in no vocabulary', async () => {
  const long = Array.from({ length: 2_048 }, () => prompt[0] ?? 0);
  await expect(answerOf(engine, long)).rejects.toMatchObject({ code: 'context.overflow', params: { tokens: 2_048, limit: 2_047 } });
  await expect(answerOf(engine, [9_999_999])).rejects.toMatchObject({ code: 'engine.refused' });
});
