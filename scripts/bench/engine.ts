import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { launchOf, startEngine } from '#server/engine/index.ts';
import { type EnginePlan, makePlan, probeHardware, readModelMemory } from '#server/hardware/index.ts';
import { inspectModel, type ServedModel } from '#server/models/index.ts';
import { untilReady } from '#server/qualification/index.ts';
import { fetchStarterModel } from '../up/fetch-starter-model.ts';
import { askingPerson } from './engine/asking-person.ts';
import { interleave, measureOf, sideOf } from './engine/interleave.ts';
import { type RawServer, rawServer } from './engine/raw-server.ts';
import { engineTalker, firstToken, longestGap, newPerson, speed, type Talker } from './engine/talker.ts';
import { machineText } from './rooms.ts';
import { type Measure, measure, percentile, round, type Suite, spreadOf } from './suite.ts';

type Driver = EnginePlan['driver'];
type Bench = {
  model: ServedModel;
  probe: Awaited<ReturnType<typeof probeHardware>>;
  memory: Awaited<ReturnType<typeof readModelMemory>>;
  repetitions: number;
  /** Tokens of the prompt that arrives while others write: a repetition takes five minutes on two cores with 8,000. */
  longPrompt: number;
  keep(measure: Measure): void;
};
type Pair = { bench: Bench; ours: Talker; theirs: Talker; raw: RawServer };

const WRITTEN = 160;
/** The starter model is there within seconds, on a busy machine too. */
const LOADED_MS = 120_000;
const cores = cpus().length;
// Counting goes on for ever: no run ends early.
const counting = '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,';
const prose = 'The quick brown fox jumps over the lazy dog and runs through the forest to the river. '.repeat(500);

const drivers: readonly Driver[] = ['llama-server', 'embedded'];

/**
 * Each driver against llama-server with nothing of ours around it: the same file, flags and fixed tokens, greedy, in turns.
 * The peers are started here; their command lines are in the result.
 */
export const suite: Suite = {
  about: 'each driver against llama-server alone; --set long=TOKENS of the prompt that arrives while others write',
  async run({ repetitions = 5, settings, say }) {
    const model = await inspectModel(await fetchStarterModel({ folder: resolve('data/models') }));
    const measures: Measure[] = [];
    const keep = (measure: Measure) => {
      say(`${measure.name}: ${measure.ours} ${measure.unit}, peer ${measure.peer}, ratio ${measure.ratio}`);
      measures.push(measure);
    };
    const [probe, memory] = [await probeHardware(), await readModelMemory(model.file)];
    const bench: Bench = { model, probe, memory, repetitions, longPrompt: Number(settings.get('long') ?? 8_000), keep };
    for (const driver of drivers) await compareDriver(bench, driver);
    const oneCoreFree = { threads: Math.max(1, cores - 1), sequences: 2, context: 8_192 };
    for (const driver of drivers) await withPair(bench, driver, oneCoreFree, (pair) => compareWarmFront(pair, driver));
    await compareAppliance(bench);
    return { machine: machineText(), ceiling: ceiling(bench), measures };
  },
};

async function compareDriver(bench: Bench, driver: Driver): Promise<void> {
  const oneCoreFree = { threads: Math.max(1, cores - 1), context: 1_024 };
  await withPair(bench, driver, { ...oneCoreFree, sequences: 8 }, async (pair) => {
    await compareSpeed(pair, `decode, 1 stream, ${driver} driver, one core left free`, 1, driver === 'embedded' ? 0.85 : 0.97);
    await compareSpeed(pair, `decode, 8 streams together, ${driver} driver`, 8, driver === 'embedded' ? 0.85 : 0.95);
    await compareOverhead(pair, driver);
  });
  await withPair(bench, driver, { threads: cores, sequences: 1, context: 1_024 }, (pair) =>
    compareSpeed(pair, `decode, 1 stream, ${driver} driver, all cores`, 1, driver === 'embedded' ? 0.85 : 0.92),
  );
  await withPair(bench, driver, { ...oneCoreFree, sequences: 5, context: 8_192 }, (pair) => compareGap(pair, driver));
}

/** Our engine and a raw llama-server that is placed the same, both loaded; only one is asked at a time. */
async function withPair(
  bench: Bench,
  driver: Driver,
  wishes: { threads: number; sequences: number; context: number },
  run: (pair: Pair) => Promise<void>,
): Promise<void> {
  const plan: EnginePlan = makePlan(bench.probe, bench.memory, { ...wishes, driver });
  const runtimeDir = mkdtempSync(join(tmpdir(), 'cloister-'));
  const engine = startEngine({ plan, model: bench.model, runtimeDir });
  try {
    await untilReady(engine, AbortSignal.timeout(LOADED_MS));
    await using raw = await rawServer(plan.command.slice(1));
    await run({ bench, ours: engineTalker(engine), theirs: raw.talker, raw });
  } finally {
    await engine.stop();
    rmSync(runtimeDir, { recursive: true, force: true });
  }
}

async function compareSpeed({ bench, ours, theirs, raw }: Pair, name: string, streams: number, goal: number): Promise<void> {
  const prompt = await ours.tokenize(counting);
  const run = (talker: Talker) => () => speed(talker, prompt, streams, WRITTEN);
  keep(
    bench,
    { name, unit: 'tokens/s', goal: { of: 'ratio', atLeast: goal } },
    raw,
    await interleave(bench.repetitions, run(theirs), run(ours)),
  );
}

/** A prompt of one token more than is cached: all that is left is the way there and back. */
async function compareOverhead({ bench, ours, theirs, raw }: Pair, driver: Driver): Promise<void> {
  const prompt = await ours.tokenize(counting);
  const run = (talker: Talker) => async () => {
    const waits: number[] = [];
    for (let i = 0; i < 40; i++) waits.push(await firstToken(talker, prompt, 0));
    return percentile(waits, 0.95);
  };
  const result = await interleave(bench.repetitions, run(theirs), run(ours));
  keep(bench, { name: `time to first token of a cached prompt, p95, ${driver} driver`, unit: 'ms', goal: null }, raw, result);
}

/** Theirs reads as its defaults do, 512 tokens at a time; ours in the steps of the plan. */
async function compareGap({ bench, ours }: Pair, driver: Driver): Promise<void> {
  const { model, longPrompt } = bench;
  const plan = makePlan(bench.probe, bench.memory, { threads: Math.max(1, cores - 1), sequences: 5, context: 8_192 });
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
  keep(
    bench,
    { name, unit: 'ms', goal: { of: 'ratio', atMost: 0.5 } },
    peer,
    await interleave(bench.repetitions, run(peer.talker), run(ours)),
  );
}

/** A question behind a front of 4,000 tokens that was read before. */
async function compareWarmFront({ bench, ours, theirs, raw }: Pair, driver: Driver): Promise<void> {
  const front = (await ours.tokenize(prose)).slice(0, 4_000);
  const [first, second] = await Promise.all([counting, 'Who runs, and where to?'].map((text) => ours.tokenize(text)));
  const questions: [number[], number[]] = [first ?? [], second ?? []];
  const arrive = (talker: Talker, slots: [number, number]) => async () => {
    await talker.erase(1);
    return newPerson(talker, { front, questions, slots });
  };
  keep(
    bench,
    {
      name: `time to first token behind a front of 4,000 tokens whose slot still writes, ${driver} driver`,
      unit: 'ms',
      goal: { of: 'ratio', atMost: 0.5 },
    },
    raw,
    // Theirs chooses the slot itself, as its users let it.
    await interleave(bench.repetitions, arrive(theirs, [-1, -1]), arrive(ours, [0, 1])),
  );
  await using peer = await rawServer(['-m', bench.model.file, '-c', '8192', '-np', '1', '-t', String(Math.max(1, cores - 1))]);
  const other = (await ours.tokenize('Something else altogether, by somebody else. '.repeat(40))).slice(0, 200);
  let asked = 0;
  const behind = (talker: Talker, otherSlot: number) => async () => {
    await firstToken(talker, other, otherSlot);
    return firstToken(talker, [...front, ...(questions[asked++ % 2] ?? [])], 0, front.length);
  };
  keep(
    bench,
    {
      ...{ name: `the same where only another question was asked between, ${driver} driver`, unit: 'ms', goal: null },
      peerName: 'llama-server with one slot, as Ollama has it',
    },
    peer,
    await interleave(bench.repetitions, behind(peer.talker, 0), behind(ours, 1)),
  );
}

/** The whole of it, from a person's question to the event on the live socket, as the appliance plans for this box by itself. */
async function compareAppliance(bench: Bench): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const asker = await askingPerson(resources, bench.model.file);
  const plan = makePlan(bench.probe, bench.memory, { driver: 'embedded' });
  await using raw = await rawServer(plan.command.slice(1));
  const prompt = await raw.talker.tokenize(counting);
  const speeds = await interleave(
    bench.repetitions,
    () => speed(raw.talker, prompt, 1, WRITTEN),
    async () => (await asker(WRITTEN)).tokensPerSecond,
  );
  keep(
    bench,
    { name: 'decode, 1 stream, whole appliance as planned here', unit: 'tokens/s', goal: { of: 'ratio', atLeast: 0.85 } },
    raw,
    speeds,
  );
  // Both have read the prompt before: what is left is the way there and back, less one step for each.
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < 40; i++) {
    ours.push((await asker(1)).firstTokenMs);
    theirs.push(await firstToken(raw.talker, prompt, 0));
  }
  const added = ours.slice(1).map((ms, at) => ms - (theirs[at + 1] ?? 0));
  bench.keep(
    measure({
      ...{ name: 'added to the time to first token by the whole appliance, p95 of 39', unit: 'ms', ours: percentile(added, 0.95) },
      ...{ goal: { of: 'ours', atMost: 15 }, repetitions: added.length, spread: spreadOf(added) },
    }),
  );
}

function keep(
  bench: Bench,
  of: Pick<Measure, 'name' | 'unit' | 'goal'> & { peerName?: string },
  peer: RawServer,
  result: Awaited<ReturnType<typeof interleave>>,
): void {
  bench.keep(measureOf({ peerName: 'llama-server', ...of, peerCommand: peer.command, repetitions: bench.repetitions }, result));
}

/** What llama.cpp reaches with nobody asking: llama-bench's decode, each thread count. */
function ceiling({ model, repetitions }: Bench): { threads: number; tokensPerSecond: number; spread: number }[] {
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
