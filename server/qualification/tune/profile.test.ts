import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { probeHardware } from '#server/hardware/index.ts';
import { openModel } from '#server/models/index.ts';
import { type Actor, db } from '#server/platform/index.ts';
import { writeGguf } from '#test/support/gguf-file.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { measuredStepMs, placeModel, profileView } from '../index.ts';
import type { Candidate, Evidence, TunedSettings } from './profile.ts';
import { storeProfile } from './profile-store.ts';
import { boxFacts } from './this-box.ts';

const admin: Actor = { kind: 'console', unixUser: 'root' };
const settings: TunedSettings = { driver: 'embedded', threads: 3, batch: 64, ubatch: 64, sequences: 2, context: 256, kvType: 'f16' };
const speeds = { alone: 31, together: 40, reading: 410 };

function candidate(change: Partial<TunedSettings>): Candidate {
  return {
    ...{ settings: { ...settings, ...change }, changes: [], visits: [{ ...speeds, round: 1, startMs: 900 }], median: speeds },
    ...{ spread: { alone: 0, together: 0, reading: 0 }, score: 1, fellInRound: null, failure: null, quality: null },
  };
}
const evidence: Evidence = {
  ...{ budgetMs: 60_000, tookMs: 50_000, weights: { alone: 0.4, together: 0.3, reading: 0.3 }, written: 64, read: 128, rounds: 1 },
  ...{ candidates: [candidate({ threads: 1 }), candidate({})], winner: 1 },
};

let box: Awaited<ReturnType<typeof openTestDatabase>>;
let model: Awaited<ReturnType<typeof openModel>>;
beforeEach(async () => {
  box = await openTestDatabase();
  model = await openModel(writeGguf(join(box.folder.models, 'm.gguf')));
  return () => box[Symbol.asyncDispose]();
});

async function store(change: Partial<{ engine: string; hardwareDigest: string }> = {}, tuned = settings) {
  const facts = { ...boxFacts(await probeHardware()), ...change };
  return storeProfile(admin, { model, box: facts, settings: tuned, evidence });
}

describe('a stored profile', () => {
  it('is what the model is placed with from then on, and the plan says what was measured', async () => {
    expect((await placeModel(model)).threads).not.toBe(3);
    expect(await profileView(model)).toBeNull();
    await store();
    const plan = await placeModel(model);
    expect(plan).toMatchObject({ threads: 3, ubatch: 64, sequences: 2, context: 256 });
    expect(plan.reasons.join('\n')).toMatch(/by root: measured 31 t\/s generation, 40 t\/s with 2 slots at work, 410 t\/s prompt/);
    expect(await db().auditRecord.count({ where: { action: 'engine.tuned', subjectId: model.id } })).toBe(1);
  });

  it('tells its figures, those of the plan, and the longest step that they make', async () => {
    await store();
    expect(await profileView(model)).toMatchObject({
      by: 'root',
      model: { name: 'm' },
      settings,
      measured: { generationTokensPerSecond: 31, tokenAllSlotsMs: 50, prefillStepMs: 156.1, startMs: 900 },
      plan: { settings: { threads: 1 } },
      stale: null,
    });
    expect(await measuredStepMs(model)).toBe(156.1);
    expect(await measuredStepMs({ name: 'other', sha256: 'f'.repeat(64) })).toBeNull();
  });

  it('of which there are several is used as the newest says', async () => {
    await store();
    await store({}, { ...settings, threads: 4 });
    expect((await placeModel(model)).threads).toBe(4);
  });

  it.each([
    ['hardware', { hardwareDigest: '0'.repeat(64) }],
    ['engine', { engine: 'node-llama-cpp 1.0.0, llama.cpp v0.1.0' }],
  ])('is used, and said to be stale since it was noticed, when its %s changed', async (what, change) => {
    await store(change);
    const plan = await placeModel(model);
    expect(plan.threads).toBe(3);
    expect(plan.reasons.join('\n')).toMatch(new RegExp(`stale since [\\d-]+: ${what} was .* It is used all the same`));
    const { staleSince } = await db().engineProfile.findFirstOrThrow();
    expect(await profileView(model)).toMatchObject({ stale: { since: staleSince?.toISOString(), changes: [{ what }] } });
    await placeModel(model);
    expect(await db().auditRecord.count({ where: { action: 'engine.profileStale' } })).toBe(1);
  });

  it('is stale when the model’s file was changed', async () => {
    await store();
    writeFileSync(model.file, '');
    const changed = await openModel(writeGguf(model.file, { weightBytes: 512 }));
    expect((await placeModel(changed)).threads).toBe(3);
    expect(await profileView(changed)).toMatchObject({ stale: { changes: [{ what: 'model', was: model.sha256.slice(0, 12) }] } });
  });

  it('that does not fit any more is not used, and the plan says why', async () => {
    await store({}, { ...settings, sequences: 256, context: 1_000_000_000 });
    const plan = await placeModel(model);
    expect([plan.threads, plan.fits]).toEqual([expect.any(Number), true]);
    expect(plan.threads).not.toBe(3);
    expect(plan.reasons.join('\n')).toMatch(/is not used: it does not fit any more/);
  });
});
