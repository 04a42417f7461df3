import { copyFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { authorize } from '#server/identity/index.ts';
import { openModel } from '#server/models/index.ts';
import { type Actor, db, hasCode } from '#server/platform/index.ts';
import { childrenOf } from '#test/support/child-processes.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { placeModel, profileView, type TuneProgress, tuneEngine } from '../index.ts';

const admin: Actor = { kind: 'console', unixUser: 'root' };
const target = authorize(admin, 'administer', { kind: 'appliance', id: 'box' });

let box: Awaited<ReturnType<typeof openTestDatabase>>;
let model: Awaited<ReturnType<typeof openModel>>;
beforeEach(async () => {
  box = await openTestDatabase();
  const file = join(box.folder.models, basename(await starterModelFile()));
  copyFileSync(await starterModelFile(), file);
  model = await openModel(file);
  return () => box[Symbol.asyncDispose]();
});

type Given = { budgetMs: number; signal?: AbortSignal; onProgress?: (progress: TuneProgress) => void };

async function tune({ budgetMs, signal = new AbortController().signal, onProgress = () => {} }: Given) {
  await using folder = await tempFolder();
  return await tuneEngine(admin, target, model, { budgetMs, runtimeDir: folder.path, serving: null, onProgress, signal });
}

const engines = () => childrenOf(process.pid).filter(({ command }) => /engine\/host\/main\.ts|llama-server/.test(command));

describe('a tuning of the starter model', () => {
  it('measures several settings beside the plan, keeps the best with its evidence, and the next plan has it', async () => {
    const told: TuneProgress[] = [];
    const planned = await placeModel(model);
    const onProgress = (progress: TuneProgress) => told.push(progress);
    const profile = await tune({ budgetMs: 45_000, onProgress }).catch((error: unknown) => {
      // A machine that is busy with other work says what it needs.
      if (!hasCode(error, 'engine.budgetTooSmall')) throw error;
      return tune({ budgetMs: error.params.leastMs * 2, onProgress });
    });
    const { candidates, winner } = profile.evidence;
    expect(candidates.length).toBeGreaterThanOrEqual(2);
    expect(candidates[0]).toMatchObject({ changes: [], score: 1, settings: { threads: planned.threads, ubatch: planned.ubatch } });
    expect(candidates.slice(1).every(({ changes }) => changes.length > 0)).toBe(true);
    expect(candidates.some(({ changes }) => changes.some(({ setting }) => /threads|batch/.test(setting)))).toBe(true);
    expect(candidates[winner]).toMatchObject({ quality: { passed: true }, failure: null, settings: profile.settings });
    expect(candidates[0]?.visits.length).toBeGreaterThan(0);
    expect(told.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['first look', 'measuring']));
    expect(engines()).toEqual([]);

    const { threads, ubatch, sequences, context } = profile.settings;
    const plan = await placeModel(model);
    expect(plan).toMatchObject({ threads, ubatch, sequences, context });
    expect(plan.reasons.join('\n')).toMatch(/As tuned on .* by root: measured \d+ t\/s generation.* \d+ t\/s prompt/);
    expect(await profileView(model)).toMatchObject({ id: profile.id, stale: null });
    expect(await db().auditRecord.count({ where: { action: 'engine.tuned', subjectId: model.id } })).toBe(1);
  }, 240_000);

  it('is refused while another one runs; cancelled half-way it leaves no process and no profile', async () => {
    const controller = new AbortController();
    const first = tune({ budgetMs: 60_000, signal: controller.signal });
    first.catch(() => {});
    await waitFor(() => engines()[0], { what: 'an engine' });
    await expect(tune({ budgetMs: 60_000 })).rejects.toMatchObject({ code: 'engine.tuning' });
    controller.abort(new Error('Ctrl-C'));
    await expect(first).rejects.toThrow('Ctrl-C');
    expect(engines()).toEqual([]);
    expect(await profileView(model)).toBeNull();
    expect(await db().auditRecord.count({ where: { action: 'engine.tuned' } })).toBe(0);
  });

  it('says how much time it needs where the budget is too small, and keeps nothing', async () => {
    const refused = await tune({ budgetMs: 4_000 }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'engine.budgetTooSmall', params: { budgetMs: 4_000, leastMs: expect.any(Number) } });
    expect((refused as { params: { leastMs: number } }).params.leastMs).toBeGreaterThan(4_000);
    expect(engines()).toEqual([]);
    expect(await profileView(model)).toBeNull();
  });
});
