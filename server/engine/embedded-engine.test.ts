import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnginePlan } from '#server/hardware/index.ts';
import { answerOf } from '#test/support/answer-of.ts';
import { isAlive } from '#test/support/child-processes.ts';
import { untilReady } from '#test/support/scripted-engine.ts';
import { enginePid, starterEngine, starterServedModel } from '#test/support/starter-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import type { Engine, EngineState } from './engine.ts';
import { startEngine } from './start-engine.ts';

const smallPlan: EnginePlan = {
  ...{ fits: true, driver: 'embedded', kvType: 'f16', flashAttention: true, gpuLayers: 0, expertLayersOnCpu: 0, mmap: true },
  ...{ threads: 1, threadsBatch: 1, context: 512, sequences: 1, batch: 64, ubatch: 64, cacheRamMiB: 0, contextCheckpoints: 0 },
  ...{ splitMode: 'none', tensorSplit: [], devices: [], env: {}, command: [] },
  hostRam: { budgetBytes: 0, usedBytes: 0, engineBytes: 0, bytes: {}, expertLayers: 0 },
  ...{ reasons: [], alternatives: [] },
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
