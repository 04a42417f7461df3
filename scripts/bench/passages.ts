import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { peopleAsk } from './people-ask.ts';
import { llamaBundle, machineText, temporaryFolder } from './rooms.ts';
import { type Client, startedAppliance } from './started-appliance.ts';
import { draw, type Measure, measure, percentile, type Suite, seeded, spreadOf } from './suite.ts';

const SEED = 1;

export const suite: Suite = {
  about: 'from asking to the passages on the live socket, idle and while imports run; --set model=FILE',
  async run({ repetitions = 40, settings, say }) {
    await using resources = new AsyncDisposableStack();
    const model = settings.get('model') ?? starterModel();
    const client = await startedAppliance(resources, temporaryFolder(resources), model);
    await imported(client, 'llama.cpp');
    say('llama.cpp is imported');
    const questions = draw(peopleAsk, peopleAsk.length, seeded(SEED));
    const ask = (at: number) => passagesMs(client, questions[at % questions.length] ?? '', model ? 'ask' : 'evidence');
    // The first question of a box opens the index: it counts for itself.
    const first = await ask(0);
    const idle = await several(repetitions, ask);
    say(`idle: ${Math.round(percentile(idle))} ms`);
    const importing = await whileImporting(client, repetitions, ask);
    const held = model ? `, the engine with ${model.slice(model.lastIndexOf('/') + 1)}` : ', without a model';
    return {
      machine: `${machineText()}${held}`,
      measures: [
        measure({ name: 'first question, idle', unit: 's', ours: first / 1_000, goal: { of: 'ours', atMost: 0.3 } }),
        ...measuresOf('idle', idle, 0.3),
        ...measuresOf('while an import runs', importing, 1),
      ],
    };
  },
};

function measuresOf(when: string, timesMs: readonly number[], atMost: number): Measure[] {
  const seconds = timesMs.map((ms) => ms / 1_000);
  const of = (what: string, ours: number) =>
    measure({
      ...{ name: `passages, ${when}, ${what}`, unit: 's', ours, goal: { of: 'ours', atMost } },
      ...{ repetitions: seconds.length, spread: spreadOf(seconds) },
    });
  return [of('median', percentile(seconds)), of('p95', percentile(seconds, 0.95)), of('max', Math.max(...seconds))];
}

async function several(repetitions: number, run: (at: number) => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let at = 1; at <= repetitions; at++) times.push(await run(at));
  return times;
}

/** Asks through every stage of an import at least once, however often that is. */
async function whileImporting(client: Client, repetitions: number, ask: (at: number) => Promise<number>): Promise<number[]> {
  const state = { isEnough: false, imports: 0 };
  const imports = (async () => {
    for (; !state.isEnough; state.imports++) await imported(client, `again-${state.imports}`, () => state.isEnough);
  })();
  const times: number[] = [];
  while (times.length < repetitions || state.imports === 0) times.push(await ask(times.length));
  state.isEnough = true;
  await imports;
  return times;
}

/** From the call that asks to the event that shows; the answer is stopped then. */
async function passagesMs(client: Client, text: string, mode: 'ask' | 'evidence'): Promise<number> {
  const startedMs = performance.now();
  const { jobId, answerId } = await client.chat.ask.mutate({ text, repositories: ['llama.cpp'], mode });
  const shown = Promise.withResolvers<number>();
  const ended = Promise.withResolvers<void>();
  const watch = client.chat.watch.subscribe(
    { jobId },
    {
      onData({ data }) {
        if (data.type === 'passages') shown.resolve(performance.now() - startedMs);
        if (data.type === 'finished') ended.resolve();
      },
      onError: shown.reject,
      onComplete: () => ended.resolve(),
    },
  );
  const ms = await shown.promise;
  if (mode === 'ask') await client.chat.stop.mutate({ answerId });
  await ended.promise;
  watch.unsubscribe();
  return ms;
}

/** @param isEnough asked at each step: an import that nobody needs any more is cancelled */
async function imported(client: Client, name: string, isEnough = () => false): Promise<void> {
  const { importId } = await client.repositories.add.mutate({ name, source: { kind: 'path', path: llamaBundle } });
  const { promise, resolve: end, reject } = Promise.withResolvers<void>();
  const watch = client.repositories.watchImport.subscribe(
    { importId },
    {
      onData({ state, error }) {
        if (state === 'failed' && !isEnough()) reject(new Error(`the import of ${name} failed: ${error?.code}`));
        else if (isEnough()) void client.repositories.cancelImport.mutate({ importId }).finally(end);
      },
      onComplete: end,
      onError: reject,
    },
  );
  await promise;
  watch.unsubscribe();
}

/** The starter model, where this checkout has it. */
function starterModel(): string | undefined {
  const file = resolve('data/models/SmolLM2-135M-Instruct.Q4_1.gguf');
  return existsSync(file) ? file : undefined;
}
