import { closeSync, copyFileSync, openSync, readSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Engine, startEngine } from '#server/engine/index.ts';
import { makePlan, readModelMemory } from '#server/hardware/index.ts';
import { openModel, readGgufSet } from '#server/models/index.ts';
import { type Actor, db } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { untilReady as engineReady } from '#test/support/scripted-engine.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { type Acceptance, acceptOn, profileOf, standingOf } from './index.ts';
import { shippedAcceptances } from './known-acceptances.ts';
import { BITS_PER_BYTE_MAX } from './report.ts';

const self: Actor = { kind: 'system', part: 'test' };
const machine = { cores: 2, physicalCores: 2, memoryBytes: 8 * 1024 ** 3, availableBytes: 8 * 1024 ** 3, cards: [] };

/** A real acceptance of a model file, on a real engine with the smallest slots. */
async function accepted(file: string): Promise<{ acceptance: Acceptance; standing: string }> {
  await using folder = await tempFolder();
  const model = await openModel(file);
  const plan = makePlan(machine, await readModelMemory(file), { sequences: 2, context: 1_024, driver: 'embedded' });
  const engine: Engine = startEngine({ plan, model, runtimeDir: folder.path });
  try {
    await engineReady(engine);
    const acceptance = await acceptOn(self, engine, { id: model.id, plan }, { signal: new AbortController().signal });
    return { acceptance, standing: await standingOf(model, profileOf(plan)) };
  } finally {
    await engine.stop();
  }
}

/** Turns bits of the weights over, in the middle of the file, and leaves the header as it was. */
async function damage(file: string, tensor: RegExp): Promise<void> {
  const { tensors, sizeBytes } = await readGgufSet(file);
  const last = tensors.at(-1);
  const start = sizeBytes - ((last?.offset ?? 0) + (last?.sizeBytes ?? 0));
  const handle = openSync(file, 'r+');
  for (const { offset, sizeBytes: bytes } of tensors.filter(({ name }) => tensor.test(name))) {
    const weights = Buffer.alloc(bytes);
    readSync(handle, weights, 0, bytes, start + offset);
    // Quants alone, not scales: as a converter that is wrong by one does it.
    for (let at = 0; at < bytes; at++) if (at % 20 >= 4) weights[at] = (weights[at] ?? 0) ^ 0x11;
    writeSync(handle, weights, 0, bytes, start + offset);
  }
  closeSync(handle);
}

describe('acceptance of the starter model', () => {
  it('finds what the release says of it: it chats, and its weights are sound', async () => {
    await using box = await openTestDatabase();
    const file = join(box.folder.models, basename(await starterModelFile()));
    copyFileSync(await starterModelFile(), file);
    const { acceptance, standing } = await accepted(file);
    const shipped = shippedAcceptances.find(({ name }) => name === acceptance.name);
    const missed = acceptance.checks.filter((check) => check.isNeeded && !check.passed && check.capability === 'chat');
    expect(missed).toEqual([]);
    expect(acceptance).toMatchObject({ passed: true, profile: shipped?.profile, expectedBitsPerByte: shipped?.bitsPerByte });
    expect(acceptance.capabilities).toEqual(expect.arrayContaining(shipped?.capabilities ?? ['none']));
    expect(acceptance.bitsPerByte).toBeCloseTo(shipped?.bitsPerByte ?? 0, 1);
    expect(standing).toBe('accepted');
    const row = await db().modelAcceptance.findFirstOrThrow();
    expect(JSON.parse(row.report)).toMatchObject({ capabilities: acceptance.capabilities });
    expect(await db().auditRecord.count({ where: { action: 'model.accepted', subjectId: acceptance.modelId } })).toBe(1);
  }, 240_000);

  it('catches a copy of which some weights are damaged, by what the sound one measured', async () => {
    await using box = await openTestDatabase();
    const file = join(box.folder.models, 'damaged.gguf');
    copyFileSync(await starterModelFile(), file);
    await damage(file, /^blk\.(?:\d|1\d)\.ffn_(?:down|up)\.weight$/);
    const { acceptance, standing } = await accepted(file);
    // Little enough that no bound for any model would see it.
    expect(acceptance.bitsPerByte).toBeLessThan(BITS_PER_BYTE_MAX);
    expect(acceptance).toMatchObject({ passed: false, capabilities: [], checks: [{ id: 'weights', passed: false }] });
    expect(standing).toBe('rejected');
  }, 240_000);
});
