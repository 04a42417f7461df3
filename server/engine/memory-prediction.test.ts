import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type EnginePlan, type KvType, makePlan, readModelMemory } from '#server/hardware/index.ts';
import { type LocalDriver, localDrivers } from '#test/support/local-drivers.ts';
import { starterServedModel } from '#test/support/starter-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { toyServedModel, writeToyModel } from '#test/support/toy-qwen3next.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { startChildEngine } from './child-engine.ts';
import { embeddedDriver } from './embedded-driver.ts';
import type { EngineProcess } from './engine-process.ts';
import { launchOf } from './llama-server/programs.ts';

const box = { cores: 2, physicalCores: 2, memoryBytes: 16 * 1024 ** 3, availableBytes: 16 * 1024 ** 3, cards: [] };
type Slots = { context: number; sequences: number; kvType: KvType; ubatch: number };

describe.each(localDrivers)('what a plan counts for the %s driver', (driver) => {
  it.each<[string, Slots]>([
    ['toy', { context: 1_024, sequences: 2, kvType: 'f16', ubatch: 128 }],
    ['toy', { context: 8_192, sequences: 4, kvType: 'q8_0', ubatch: 512 }],
    ['starter', { context: 4_352, sequences: 4, kvType: 'f16', ubatch: 128 }],
    ['starter', { context: 2_048, sequences: 1, kvType: 'q4_0', ubatch: 512 }],
  ])('is within a twentieth of the buffers that llama.cpp says it made: %s, %j', async (name, slots) => {
    await using folder = await tempFolder();
    const served = name === 'toy' ? await toyServedModel(writeToyModel(folder.path)) : await starterServedModel();
    const plan = makePlan(box, await readModelMemory(served.file), { ...slots, driver });
    const counted = plan.hostRam.engineBytes;
    const made = await buffersOf(driver, name === 'toy' ? 5 : 4, (attempt) => {
      const socket = join(folder.path, `${attempt}.sock`);
      return driver === 'embedded' ? embeddedDriver(plan, served)(socket) : rawServer(plan, socket);
    });
    expect(Math.abs(counted / made - 1), `${counted} counted, ${made} made`).toBeLessThan(0.05);
  });
});

/** The plan's own command, with so many words that it says what its memory went to. */
function rawServer(plan: EnginePlan, socket: string) {
  const { file, cwd, env } = launchOf('llama-server', 'cpu');
  const command = [file, ...plan.command.slice(1), '--host', socket, '--log-verbosity', '4', '--offline'];
  return startChildEngine({ command, cwd, env, isError: () => false });
}

type Running = Pick<EngineProcess, 'exited' | 'lastLog' | 'kill'>;

/** Bytes of the buffers for weights, keys and values, states, results and work. */
async function buffersOf(driver: LocalDriver, kinds: number, start: (attempt: number) => Running): Promise<number> {
  // node-llama-cpp drops a line now and then while it loads a model: then it is started again.
  for (let attempt = 0; attempt < 8; attempt++) {
    const running = start(attempt);
    try {
      const found = await logged(running, driver);
      if (new Set(found.map(({ kind }) => kind)).size < kinds) continue;
      return found.reduce((sum, { bytes }) => sum + bytes, 0);
    } finally {
      running.kill();
      await running.exited;
    }
  }
  throw new Error(`the ${driver} engine never said all of its buffers`);
}

/** What an engine has said of its buffers when it has made the last, that for its work. */
async function logged(running: Running, driver: LocalDriver): Promise<{ kind: string; bytes: number }[]> {
  const lines = new Set<string>();
  await waitFor(
    () => {
      for (const line of running.lastLog()) lines.add(line);
      return [...lines].some((line) => line.includes('compute buffer size'));
    },
    { everyMs: 2, what: `the ${driver} engine’s buffers` },
  );
  return [...lines].flatMap((line) => {
    const [, kind = '', mib] = /(model|KV|RS|compute|output) buffer size\s*=\s*([\d.]+) MiB/.exec(line) ?? [];
    return kind === '' ? [] : [{ kind, bytes: Number(mib) * 1024 ** 2 }];
  });
}
