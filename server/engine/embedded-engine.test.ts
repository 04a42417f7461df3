import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnginePlan } from '#server/hardware/index.ts';
import { answerOf } from '#test/support/answer-of.ts';
import { childrenOf, isAlive } from '#test/support/child-processes.ts';
import { untilReady } from '#test/support/scripted-engine.ts';
import { enginePid, starterEngine, starterServedModel } from '#test/support/starter-engine.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import type { Engine, EngineState } from './engine.ts';
import { startEngine } from './start-engine.ts';

const smallPlan: EnginePlan = {
  ...{ fits: true, driver: 'embedded', kvType: 'f16', flashAttention: true, gpuLayers: 0, expertLayersOnCpu: 0, mmap: true },
  ...{ threads: 1, threadsBatch: 1, context: 512, sequences: 1, batch: 64, ubatch: 64, cacheRamMiB: 0, contextCheckpoints: 0 },
  ...{ splitMode: 'none', tensorSplit: [], devices: [], hostRam: { budgetBytes: 0, usedBytes: 0 }, env: {}, command: [], reasons: [] },
};

describe('the embedded engine', () => {
  const resources = new AsyncDisposableStack();
  const states: EngineState[] = [];
  let engine: Engine;

  beforeAll(async () => {
    const folder = resources.use(await tempFolder());
    engine = resources.use(await starterEngine({ runtimeDir: folder.path, onState: (state) => states.push(state) })).engine;
  });
  afterAll(() => resources.disposeAsync());

  it('says how far it has loaded before it is ready', () => {
    const figures = states.flatMap((state) => (state.state === 'loading' ? [state.progress] : []));
    expect(figures.length).toBeGreaterThan(2);
    expect(figures).toEqual(figures.toSorted((a, b) => a - b));
    expect(states.at(-1)).toMatchObject({ state: 'ready', slots: 4, context: 2_048 });
  });

  it('serves on the processor without a word of a graphics card, and says what it serves', async () => {
    const properties = await engine.properties();
    expect(properties).toMatchObject({ driver: 'embedded', contextTrained: 8_192, vocabulary: 49_152, warnings: [] });
    expect(properties.chatTemplate).toContain('<|im_start|>');
    expect(properties.specialTokens.find((token) => token.text === '<|im_end|>')).toMatchObject({ kind: 'control' });
  });

  it('writes four answers at the same time, each its own', async () => {
    const starts = [1, 201, 5_001, 70_001];
    const counted = (start: number, numbers: number) => Array.from({ length: numbers }, (_, i) => start + i).join(', ');
    const answers = await Promise.all(
      starts.map(async (start, slot) => answerOf(engine, await engine.tokenize(`${counted(start, 12)},`), { slot, maxTokens: 32 })),
    );
    for (const [slot, start] of starts.entries()) expect(answers[slot]?.text).toContain(` ${counted(start + 12, 4)}`);
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
    expect(names.filter(Boolean).toSorted()).toEqual(['LANG', 'NODE_ENV']);
  });
});

it('says loudly that it runs on the processor where a card was planned for, and neither compiles nor downloads', async () => {
  await using folder = await tempFolder();
  const model = await starterServedModel();
  const engine = startEngine({ plan: { ...smallPlan, gpuLayers: 31 }, model, runtimeDir: folder.path });
  await untilReady(engine);
  expect((await engine.properties()).warnings.join(' ')).toContain('runs on the processor');
  expect((await answerOf(engine, [1, 2, 3], { maxTokens: 2 })).ids).toHaveLength(2);
  await engine.stop();
});

it('dies with its parent, also when that is killed while it answers', async () => {
  await using folder = await tempFolder();
  const program = `
    const { starterEngine, enginePid } = await import('#test/support/starter-engine.ts');
    const { engine } = await starterEngine({ runtimeDir: ${JSON.stringify(folder.path)} });
    const prompt = await engine.tokenize('1, 2, 3, 4, 5, 6, 7, 8,');
    const request = { tokens: prompt, maxTokens: 1900, stop: [], temperature: 0, slot: 0 };
    for await (const frame of engine.generate(request, new AbortController().signal)) {
      if (frame.kind === 'tokens' && frame.n === 0) process.stdout.write(enginePid() + '\\n');
    }`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(String(line));
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await waitFor(() => !isAlive(pid), { timeoutMs: 2_000, what: 'the death of the engine' });
});

it('ends by itself when standard input closes, where no kernel signal comes', async () => {
  const host = spawn(process.execPath, [join(import.meta.dirname, 'host', 'main.ts')], { stdio: ['pipe', 'ignore', 'ignore'] });
  host.stdin.end();
  const [, signal] = await once(host, 'exit');
  expect(signal).toBe('SIGKILL');
});

it('says that it has failed, with its last words, when the model cannot be served, and leaves no process', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'cut.gguf');
  const whole = await open(await starterModelFile(), 'r');
  const { buffer } = await whole.read(Buffer.alloc(3_000_000), 0, 3_000_000, 0);
  await whole.close();
  const cut = await open(file, 'w');
  await cut.write(buffer);
  await cut.close();
  const model = { ...(await starterServedModel()), file };
  const engine = startEngine({ plan: smallPlan, model, runtimeDir: folder.path });
  await expect(untilReady(engine)).rejects.toThrow(/model/i);
  expect(engine.state()).toMatchObject({ state: 'failed', lastLog: expect.arrayContaining([expect.stringContaining('error')]) });
  await expect(engine.tokenize('x')).rejects.toMatchObject({ code: 'engine.unavailable' });
  await engine.stop();
  expect(engine.state()).toEqual({ state: 'stopped' });
  expect(childrenOf(process.pid).filter(({ command }) => command.includes('engine/host'))).toEqual([]);
});
