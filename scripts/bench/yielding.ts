import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startEngine } from '#server/engine/index.ts';
import { makePlan, probeHardware, readModelMemory } from '#server/hardware/index.ts';
import { inspectModel } from '#server/models/index.ts';
import { untilReady } from '#server/qualification/index.ts';
import { processors, startIndexer, yieldingCommand } from '#server/repositories/index.ts';
import { fetchStarterModel } from '../up/fetch-starter-model.ts';
import { measureOf, sideOf } from './engine/interleave.ts';
import { engineTalker, speed, type Talker } from './engine/talker.ts';
import { llamaBundle, machineText, temporaryFolder } from './rooms.ts';
import { measure, type Suite } from './suite.ts';

const WRITTEN = 300;
/** The starter model is there within seconds, on a busy machine too. */
const LOADED_MS = 120_000;
const counting = '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,';

/**
 * Decoding beside an import of llama.cpp's 3,619 files, against decoding alone, in turns. The import is the real one, at its stage of
 * indexing, where it computes most.
 */
export const suite: Suite = {
  about: 'decoding while llama.cpp is imported against decoding alone; --set ways="nice -n 10;nice -n 19" starts imports otherwise',
  async run({ repetitions = 5, settings, say }) {
    await using resources = new AsyncDisposableStack();
    const named = settings.get('ways')?.split(';');
    const ways = named?.map((way) => way.trim().split(' ')) ?? [yieldingCommand(processors())];
    const talker = await openTalker(resources);
    const prompt = await talker.tokenize(counting);
    const alone: number[] = [];
    const beside = ways.map((way) => ({ way, speeds: [] as number[], files: [] as number[] }));
    // The first turn warms caches and does not count.
    for (let turn = 0; turn <= repetitions; turn++) {
      const speedAlone = await speed(talker, prompt, 1, WRITTEN);
      if (turn > 0) alone.push(speedAlone);
      for (const { way, speeds, files } of beside) {
        const seen = await besideImport(talker, prompt, way);
        say(
          `turn ${turn}, ${way.join(' ')}: ${speedAlone.toFixed(1)} alone, ${seen.speed.toFixed(1)} tokens/s beside, ${seen.files.toFixed(0)} files/s`,
        );
        if (turn === 0) continue;
        speeds.push(seen.speed);
        files.push(seen.files);
      }
    }
    const peer = { peerName: 'decoding alone', peerCommand: 'the same engine and prompt, no import' };
    const goal = { of: 'ratio', atLeast: 0.7 } as const;
    const measures = beside.flatMap(({ way, speeds, files }) => [
      measureOf(
        { name: `decode, 1 stream, beside an import (${way.join(' ')})`, unit: 'tokens/s', goal, repetitions, ...peer },
        { theirs: sideOf(alone), ours: sideOf(speeds) },
      ),
      measure({
        ...{ name: `files indexed meanwhile (${way.join(' ')})`, unit: 'files/s', repetitions },
        ...{ ours: sideOf(files).median, spread: sideOf(files).spread },
      }),
    ]);
    return { machine: machineText(), measures };
  },
};

async function openTalker(resources: AsyncDisposableStack): Promise<Talker> {
  const model = await inspectModel(await fetchStarterModel({ folder: resolve('data/models') }));
  const [probe, memory] = [await probeHardware(), await readModelMemory(model.file)];
  const runtimeDir = mkdtempSync(join(tmpdir(), 'cloister-'));
  resources.defer(() => rmSync(runtimeDir, { recursive: true, force: true }));
  const engine = startEngine({ plan: makePlan(probe, memory, { sequences: 1, context: 1_024 }), model, runtimeDir });
  resources.defer(() => engine.stop());
  await untilReady(engine, AbortSignal.timeout(LOADED_MS));
  return engineTalker(engine);
}

/** Begins an import, decodes while it indexes, and gives it up. */
async function besideImport(talker: Talker, prompt: readonly number[], way: readonly string[]): Promise<{ speed: number; files: number }> {
  await using resources = new AsyncDisposableStack();
  const folder = temporaryFolder(resources);
  const over = new AbortController();
  const indexing = Promise.withResolvers<void>();
  let done = 0;
  const request = {
    ...{ mirrorDir: join(folder, 'mirror'), indexFile: join(folder, 'index.db'), branch: '', keepCommits: [] },
    source: { kind: 'gitBundle' as const, path: llamaBundle, name: 'llama' },
  };
  const importing = startIndexer(undefined, way).run(
    request,
    (stage, files) => {
      if (stage === 'fetching' || files === 0) return;
      done = files;
      indexing.resolve();
    },
    over.signal,
  );
  importing.then(() => indexing.reject(new Error('the import was over before anything was decoded')), indexing.reject);
  await indexing.promise;
  const [before, startedMs] = [done, performance.now()];
  const decoded = await speed(talker, prompt, 1, WRITTEN);
  const files = ((done - before) * 1_000) / (performance.now() - startedMs);
  over.abort();
  await importing.catch(() => {});
  return { speed: decoded, files };
}
