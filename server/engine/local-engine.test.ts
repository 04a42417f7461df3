import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerOf } from '#test/support/answer-of.ts';
import { childrenOf } from '#test/support/child-processes.ts';
import { localDrivers } from '#test/support/local-drivers.ts';
import { untilReady } from '#test/support/scripted-engine.ts';
import { enginePid, starterEngine, startStarterEngine } from '#test/support/starter-engine.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import type { Engine } from './engine.ts';

/** What every engine with a process of its own promises of a real model. */
describe.each(localDrivers)('the %s engine', (driver) => {
  const resources = new AsyncDisposableStack();
  let engine: Engine;

  beforeAll(async () => {
    const folder = resources.use(await tempFolder());
    engine = resources.use(await starterEngine({ runtimeDir: folder.path, wishes: { sequences: 8 }, placed: { driver } })).engine;
  });
  afterAll(() => resources.disposeAsync());

  it('says what it serves', async () => {
    const properties = await engine.properties();
    expect(properties).toMatchObject({ driver, contextTrained: 8_192, vocabulary: 49_152, warnings: [], slots: 8, contextPerSlot: 2_048 });
    expect(properties.chatTemplate).toContain('<|im_start|>');
    expect(properties.tokens).toMatchObject({ bos: 1, eos: 2, bosText: '<|im_start|>', eosText: '<|im_end|>' });
    expect(properties.specialTokens.find((token) => token.text === '<|im_end|>')).toMatchObject({ id: 2, kind: 'control' });
  });

  it('writes eight answers at the same time without a word of another in any', async () => {
    const words = ['amber', 'birch', 'cobalt', 'dahlia', 'ermine', 'falcon', 'garnet', 'hazel'];
    const prompts = await Promise.all(
      words.map((word) => engine.tokenize(`My word is ${word}. I say ${word}, ${word}, ${word}, ${word}, ${word},`)),
    );
    const alone: string[] = [];
    for (const [slot, prompt] of prompts.entries()) alone.push((await answerOf(engine, prompt, { slot, maxTokens: 24 })).text);
    const together = await Promise.all(prompts.map((prompt, slot) => answerOf(engine, prompt, { slot, maxTokens: 24 })));
    for (const [slot, word] of words.entries()) {
      const text = together[slot]?.text ?? '';
      for (const other of words) if (other !== word) expect(text).not.toContain(other);
      if (alone[slot]?.includes(word)) expect(text).toContain(word);
    }
    // Where the model says nothing it proves nothing.
    expect(words.filter((word, slot) => alone[slot]?.includes(word)).length).toBeGreaterThan(5);
  });

  it('goes on with a conversation whose slot another took as if nobody had', async () => {
    const mine = (await engine.tokenize('The quick brown fox jumps over the lazy dog. '.repeat(60))).slice(0, 500);
    const first = await answerOf(engine, mine, { slot: 2, maxTokens: 8 });
    const more = [...mine, ...first.ids];
    const undisturbed = await answerOf(engine, more, { slot: 2, maxTokens: 12 });
    await answerOf(engine, mine.toReversed(), { slot: 2, maxTokens: 8 });
    const next = await answerOf(engine, more, { slot: 5, maxTokens: 12 });
    expect(next.end?.cachedTokens).toBeGreaterThanOrEqual(500);
    expect(next.ids).toEqual(undisturbed.ids);
  });

  it('goes on with an answer while another prompt is read', async () => {
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const order: string[] = [];
    const giveUp = new AbortController();
    const answering = answerOf(engine, await engine.tokenize('1, 2, 3, 4, 5, 6, 7, 8,'), {
      maxTokens: 1_900,
      signal: giveUp.signal,
      onFrame: (frame) => {
        order.push(frame.kind);
        resolve();
      },
    });
    await begun;
    const long = (await engine.tokenize('the quick brown fox jumps over it. '.repeat(100))).slice(0, 500);
    await answerOf(engine, long, { slot: 1, maxTokens: 1, onFrame: (frame) => order.push(`other ${frame.kind}`) });
    giveUp.abort();
    await expect(answering).rejects.toBe(giveUp.signal.reason);
    const whileReading = order.slice(order.indexOf('other progress'), order.lastIndexOf('other progress'));
    expect(whileReading).toContain('tokens');
  });

  it('stops reading a prompt that is given up, and keeps what was read', async () => {
    const prompt = (await engine.tokenize('a slow green turtle walks home. '.repeat(120))).slice(0, 600);
    const giveUp = new AbortController();
    const reading = answerOf(engine, prompt, { slot: 2, signal: giveUp.signal, onFrame: () => giveUp.abort(new Error('enough')) });
    await expect(reading).rejects.toThrow('enough');
    const { end } = await answerOf(engine, prompt, { slot: 2, maxTokens: 1 });
    expect(end?.cachedTokens).toBeGreaterThan(0);
    expect(end?.cachedTokens).toBeLessThan(400);
  });

  it('never shows half a character', async () => {
    const prompt = await engine.tokenize('👩‍👩‍👧 👏🎉 '.repeat(8));
    const { frames, ids, text } = await answerOf(engine, prompt, { maxTokens: 60 });
    expect(ids.length).toBeGreaterThan(text.length / 4);
    for (const frame of frames) if (frame.kind === 'tokens') expect(frame.text).toBe(frame.text.toWellFormed().replaceAll('\u{fffd}', ''));
  });

  it('keeps to a grammar, and refuses one that does not parse', async () => {
    const prompt = await engine.tokenize('<|im_start|>user\nIs water wet?<|im_end|>\n<|im_start|>assistant\n', { special: true });
    expect((await answerOf(engine, prompt, { grammar: 'root ::= "yes" | "no"' })).text).toMatch(/^(yes|no)$/);
    await expect(answerOf(engine, prompt, { grammar: 'root ::= (' })).rejects.toMatchObject({ code: 'engine.refused' });
    expect((await answerOf(engine, prompt, { maxTokens: 2 })).ids).toHaveLength(2);
  });

  it('goes on in mid-grammar where an answer was cut, and refuses what never followed it', async () => {
    const prompt = await engine.tokenize('<|im_start|>user\nCount.<|im_end|>\n<|im_start|>assistant\n', { special: true });
    const grammar = 'root ::= "one, two, three, four, five, six, seven."';
    const whole = await answerOf(engine, prompt, { grammar });
    expect(whole.text).toBe('one, two, three, four, five, six, seven.');
    for (const cut of whole.ids.keys()) {
      const tokens = [...prompt, ...whole.ids.slice(0, cut)];
      const rest = await answerOf(engine, tokens, { grammar, answered: cut, inGrammar: cut });
      expect([...whole.ids.slice(0, cut), ...rest.ids]).toEqual(whole.ids);
      expect(whole.text.endsWith(rest.text)).toBe(true);
    }
    await expect(answerOf(engine, [...prompt, ...whole.ids.slice(3)], { grammar, inGrammar: 2 })).rejects.toMatchObject({
      code: 'engine.refused',
    });
  });

  it('writes JSON of the form that a schema wants, and refuses what is no schema', async () => {
    const prompt = await engine.tokenize('<|im_start|>user\nDescribe Paris as JSON.<|im_end|>\n<|im_start|>assistant\n', { special: true });
    const jsonSchema = {
      type: 'object',
      properties: { name: { type: 'string', maxLength: 20 }, inhabitants: { type: 'integer' }, isCapital: { type: 'boolean' } },
      required: ['name', 'inhabitants', 'isCapital'],
      additionalProperties: false,
    };
    const { text, end } = await answerOf(engine, prompt, { jsonSchema, maxTokens: 200 });
    expect(end?.reason).toBe('end');
    const value = JSON.parse(text);
    expect(Object.keys(value).toSorted()).toEqual(['inhabitants', 'isCapital', 'name']);
    expect(value).toMatchObject({ name: expect.any(String), isCapital: expect.any(Boolean) });
    expect(Number.isInteger(value.inhabitants)).toBe(true);
    await expect(answerOf(engine, prompt, { jsonSchema: { $ref: '#/$defs/nowhere' } })).rejects.toMatchObject({ code: 'engine.refused' });
    await expect(answerOf(engine, prompt, { jsonSchema, grammar: 'root ::= "a"' })).rejects.toMatchObject({ code: 'engine.refused' });
    expect((await answerOf(engine, prompt, { maxTokens: 2 })).ids).toHaveLength(2);
  });

  it('places texts of one kind nearer to each other than to another', async () => {
    const texts = ['The cat sits on the mat.', 'A cat is sitting on a mat.', 'SELECT name FROM users WHERE id = 7;'];
    const vectors = await Promise.all(texts.map(async (text) => engine.embed(await engine.tokenize(text))));
    const near = (a: readonly number[] = [], b: readonly number[] = []) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
    for (const vector of vectors) expect(near(vector, vector)).toBeCloseTo(1, 3);
    expect(near(vectors[0], vectors[1])).toBeGreaterThan(near(vectors[0], vectors[2]));
    await expect(engine.embed([9_999_999])).rejects.toMatchObject({ code: 'engine.refused' });
  });

  it('finds a text more probable than its words in disorder, or says that it cannot tell', async () => {
    const { capabilities, contextPerSlot } = await engine.properties();
    const tokens = await engine.tokenize('The capital of France is Paris, and the capital of Italy is Rome.');
    const disorder = [...tokens.slice(0, 1), ...tokens.slice(1).toReversed()];
    if (!capabilities.score) {
      await expect(engine.score(tokens, 3)).rejects.toMatchObject({ code: 'engine.refused' });
      return;
    }
    const sum = async (ids: number[]) => (await engine.score(ids, 3)).reduce((total, logprob) => total + logprob, 0);
    expect(await engine.score(tokens, 3)).toHaveLength(tokens.length - 1);
    expect(Math.max(...(await engine.score(tokens, 3)))).toBeLessThanOrEqual(0);
    expect(await sum(tokens)).toBeGreaterThan((await sum(disorder)) + 20);
    const long = Array.from({ length: contextPerSlot + 1 }, () => tokens[0] ?? 0);
    await expect(engine.score(long, 3)).rejects.toMatchObject({ code: 'context.overflow' });
  });

  it('gives the same words for the same seed, and others for another', async () => {
    const prompt = await engine.tokenize('<|im_start|>user\nTell me a story.<|im_end|>\n<|im_start|>assistant\n', { special: true });
    const told = (seed: number) => answerOf(engine, prompt, { temperature: 1, seed, maxTokens: 30 });
    const [one, same, other] = [await told(1), await told(1), await told(2)];
    expect(same.ids).toEqual(one.ids);
    expect(other.ids).not.toEqual(one.ids);
  });

  it('is restarted after kill -9 in mid-answer, and the answer goes on from its stored tokens', async () => {
    const prompt = await engine.tokenize('1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,');
    const whole = await answerOf(engine, prompt, { maxTokens: 120, slot: 1 });
    const pid = enginePid();
    const shown: number[] = [];
    const killed = answerOf(engine, prompt, {
      maxTokens: 120,
      onFrame: (_, so) => {
        shown.splice(0, shown.length, ...so.ids);
        if (so.ids.length > 10) process.kill(pid, 'SIGKILL');
      },
    });
    await expect(killed).rejects.toMatchObject({ code: 'engine.unavailable' });
    await waitFor(() => engine.state().state === 'restarting');
    await expect(answerOf(engine, prompt)).rejects.toMatchObject({ code: 'engine.unavailable' });
    await untilReady(engine);
    expect(enginePid()).not.toBe(pid);
    const rest = await answerOf(engine, [...prompt, ...shown], { maxTokens: 120 - shown.length });
    expect([...shown, ...rest.ids]).toEqual(whole.ids);
  });

  it('has an environment made from nothing', async () => {
    const names = (await readFile(`/proc/${enginePid()}/environ`, 'utf8')).split('\0').map((entry) => entry.split('=')[0]);
    const library = driver === 'llama-server' ? ['LD_LIBRARY_PATH'] : [];
    expect(names.filter(Boolean).toSorted()).toEqual(['LANG', ...library, 'NODE_ENV'].toSorted());
  });
});

it.each(localDrivers)(
  '%s says that it has failed, with its last words, when the model cannot be served, and leaves no process',
  async (driver) => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'cut.gguf');
    const whole = await open(await starterModelFile(), 'r');
    const { buffer } = await whole.read(Buffer.alloc(3_000_000), 0, 3_000_000, 0);
    await whole.close();
    const cut = await open(file, 'w');
    await cut.write(buffer);
    await cut.close();
    const { engine } = await startStarterEngine({ runtimeDir: folder.path, placed: { driver }, file });
    await expect(untilReady(engine)).rejects.toThrow(/model/i);
    expect(engine.state()).toMatchObject({ state: 'failed', reason: expect.stringMatching(/model/i) });
    const { lastLog } = engine.state() as { lastLog: string[] };
    expect(lastLog.join('\n')).toMatch(/error/);
    await expect(engine.tokenize('x')).rejects.toMatchObject({ code: 'engine.unavailable' });
    await engine.stop();
    expect(engine.state()).toEqual({ state: 'stopped' });
    await waitFor(() => !childrenOf(process.pid).some(({ command }) => /engine\/host|llama-server/.test(command)));
  },
);
