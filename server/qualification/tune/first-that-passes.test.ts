import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openModel } from '#server/models/index.ts';
import { type Actor, db } from '#server/platform/index.ts';
import { writeGguf } from '#test/support/gguf-file.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { scriptedEngine } from '#test/support/scripted-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { codeWords } from '../golden-prompts.ts';
import { placeModel } from '../index.ts';
import { type Contender, planItself } from './candidates.ts';
import { checkQuality } from './check-quality.ts';
import { firstThatPasses } from './first-that-passes.ts';
import { Measurements } from './measurements.ts';

const admin: Actor = { kind: 'console', unixUser: 'root' };
const { signal } = new AbortController();

const easy: readonly [RegExp, string][] = [
  [/France/, 'Paris.'],
  [/opposite of hot/, 'Cold.'],
  [/days are in a week/, 'Seven.'],
  [/planet/, 'Earth.'],
  [/ocean/, 'The Pacific.'],
  [/symbol of water/, 'H2O.'],
];
/** Passes; with smaller keys and values it finds nothing in a long text, with the smallest it has forgotten France. */
function answer(prompt: string, kvType: string): string {
  const [, needle] = /number of the (vault|gate|cellar)\?<\|im_end\|>/.exec(prompt) ?? [];
  if (needle && kvType === 'f16')
    return /the (?:vault|gate|cellar) is (\d+)\./.exec(prompt.slice(prompt.indexOf(`the ${needle} is`)))?.[1] ?? '';
  if (kvType === 'q4_0' && prompt.includes('France')) return 'London.';
  return (
    codeWords.find((word) => prompt.includes(`"${word}"`)) ?? easy.find(([question]) => question.test(prompt))?.[1] ?? 'I do not know.'
  );
}

let box: Awaited<ReturnType<typeof openTestDatabase>>;
let model: Awaited<ReturnType<typeof openModel>>;
let plan: Contender;
beforeEach(async () => {
  box = await openTestDatabase();
  model = await openModel(writeGguf(join(box.folder.models, 'm.gguf')));
  plan = planItself(await placeModel(model));
  return () => box[Symbol.asyncDispose]();
});

function withKv(kvType: 'q8_0' | 'q4_0'): Contender {
  const changes = [{ setting: 'kvType', planned: 'f16', tried: kvType }];
  return { settings: { ...plan.settings, kvType }, plan: { ...plan.plan, kvType }, changes };
}

/** Speeds of the contenders in order, measured in one round each. */
function measured(contenders: readonly Contender[], speeds: readonly number[]): Measurements {
  const measurements = new Measurements(contenders);
  for (const [at, speed] of speeds.entries()) measurements.add(at, { round: 1, startMs: 1, alone: speed, together: speed, reading: speed });
  return measurements;
}

/** Each checked on an engine of its own that answers as its keys and values let it. */
async function choose(measurements: Measurements, fell: ReadonlyMap<number, number> = new Map()) {
  await using folder = await tempFolder();
  const asked: string[] = [];
  const winner = await firstThatPasses(measurements, fell, async (contender) => {
    const { kvType } = contender.settings;
    asked.push(kvType);
    const scripted = await scriptedEngine({
      runtimeDir: folder.path,
      slots: 3,
      context: 2_048,
      answer: (prompt) => answer(prompt, kvType),
    });
    return checkQuality(contender, { planned: 'kv f16', actor: admin, model, start: () => scripted.engine, onProgress: () => {}, signal });
  });
  const { candidates } = measurements.evidence(
    { budgetMs: 1, tookMs: 1, weights: { alone: 1, together: 0, reading: 0 }, written: 1, read: 1, rounds: 1, winner: winner ?? 0 },
    fell,
  );
  return { winner, asked, candidates };
}

describe('of the candidates that lead the plan', () => {
  it('the fastest is dropped when the model no longer does what it must with it, and the next one is tried', async () => {
    const { winner, asked, candidates } = await choose(measured([plan, withKv('q4_0'), withKv('q8_0')], [10, 14, 12]));
    expect([winner, asked]).toEqual([2, ['q4_0', 'q8_0']]);
    expect(candidates[1]?.quality).toMatchObject({ profile: 'kv q4_0', isKnown: false, passed: false, failedChecks: ['easy 1'] });
    expect(candidates[2]?.quality).toMatchObject({ profile: 'kv q8_0', passed: true, failedChecks: [] });
    expect(await db().modelAcceptance.count()).toBe(2);
  });

  it('one that loses what the model can do as planned is dropped, though it may chat', async () => {
    await choose(measured([plan], [10]));
    const { winner, candidates } = await choose(measured([plan, withKv('q8_0')], [10, 12]));
    expect(candidates[1]?.quality).toMatchObject({ passed: false, failedChecks: [], lost: ['long context'] });
    expect(winner).toBe(0);
  });

  it('one that stayed longer comes before one that looked faster when it fell', async () => {
    const { winner } = await choose(measured([plan, withKv('q4_0'), withKv('q8_0')], [10, 14, 12]), new Map([[1, 1]]));
    expect(winner).toBe(2);
  });

  it('none is taken for a lead that is noise', async () => {
    const { winner, asked } = await choose(measured([plan, withKv('q8_0')], [10, 10.1]));
    expect([winner, asked]).toEqual([0, ['f16']]);
  });

  it('what was examined before is not examined again', async () => {
    const contenders = [plan, withKv('q4_0'), withKv('q8_0')];
    await choose(measured(contenders, [10, 14, 12]));
    const { candidates } = await choose(measured(contenders, [10, 14, 12]));
    expect(candidates.slice(1).map(({ quality }) => quality)).toMatchObject([
      { isKnown: true, passed: false },
      { isKnown: true, passed: true },
    ]);
    expect(await db().modelAcceptance.count()).toBe(2);
  });

  it('none is left where not even the plan passes', async () => {
    expect((await choose(measured([withKv('q4_0')], [10]))).winner).toBeNull();
  });
});
