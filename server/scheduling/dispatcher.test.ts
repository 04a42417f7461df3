import { describe, expect, it } from 'vitest';
import { AppError, db, limits, newId } from '#server/platform/index.ts';
import {
  askFree,
  askHeld,
  cancelHeld,
  ended,
  held,
  isOver,
  openHeldBox,
  prepared,
  readyWith,
  running,
  slotsOnly,
  stateOf,
  typesOf,
} from '#test/support/held-jobs.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { jobEvents, jobState, placeOf, queueView, startScheduling, stopScheduling } from './index.ts';

describe('the dispatcher', () => {
  it('runs as many jobs as there are slots, lowest slot first, and prepares the others while they wait', async () => {
    await using _ = await openHeldBox(slotsOnly(readyWith(2)));
    const ids = [await askHeld('one'), await askHeld('two'), await askHeld('three')];
    const [one, two] = [await running('one'), await running('two')];
    expect([one.slot, two.slot]).toEqual([0, 1]);
    await waitFor(() => prepared.includes('three'));
    expect(placeOf(ids[2] ?? '')).toEqual({ place: 1, ahead: 0 });
    expect(queueView('console')).toMatchObject({
      slots: 2,
      busy: 2,
      waiting: 1,
      mine: [{ place: null }, { place: null }, { place: 1, ahead: 0 }],
    });
    expect(queueView('somebody else')).toMatchObject({ busy: 2, waiting: 1, mine: [] });
    one.release();
    const three = await running('three');
    expect(three.slot).toBe(0);
    two.release();
    three.release();
    for (const id of ids) await isOver(id, 'done');
    await waitFor(() => typesOf(ids[2] ?? '').at(-1) === 'finished');
    expect(typesOf(ids[2] ?? '')).toEqual(['place', 'started', 'finished']);
  });

  it('does not let a job without a need for a slot wait for one', async () => {
    await using _ = await openHeldBox(slotsOnly({ state: 'loading', progress: 0.4, leftMs: null }));
    const waiting = await askHeld('waits');
    const jobId = await askFree();
    await isOver(jobId, 'done');
    expect(jobEvents(jobId).map((e) => e.event)).toContainEqual({ type: 'tokens', text: 'null', ids: [] });
    expect([await stateOf(waiting), queueView('console').engine]).toEqual(['waiting', { state: 'loading', progress: 0.4, leftMs: null }]);
  });

  it('tells whoever waits how long the engine still loads', async () => {
    const engine = slotsOnly({ state: 'loading', progress: 0.4, leftMs: 41_000 });
    await using _ = await openHeldBox(engine);
    await askHeld('early');
    await waitFor(() => prepared.includes('early'));
    expect(queueView('console').mine.map(({ waitMs }) => waitMs)).toEqual([45_000]);
    engine.become({ state: 'loading', progress: 0.9, leftMs: null });
    expect(queueView('console').mine.map(({ waitMs }) => waitMs)).toEqual([null]);
  });

  it('admits what waited once the engine has loaded, and runs without a slot where there is no engine at all', async () => {
    const engine = slotsOnly({ state: 'loading', progress: 0, leftMs: null });
    await using _ = await openHeldBox(engine);
    await askHeld('patient');
    await waitFor(() => prepared.includes('patient'));
    expect(held.size).toBe(0);
    engine.become(readyWith(1));
    expect((await running('patient')).slot).toBe(0);
    engine.become({ state: 'none', why: { code: 'engine.noModel', params: { folder: 'models' } } });
    await askHeld('alone');
    expect((await running('alone')).slot).toBeNull();
  });

  it('cancels in line and in flight', async () => {
    await using _ = await openHeldBox(slotsOnly(readyWith(1)));
    const [first, second] = [await askHeld('flying'), await askHeld('in line')];
    await running('flying');
    await cancelHeld(second);
    await isOver(second, 'stopped');
    await cancelHeld(first);
    await isOver(first, 'stopped');
    expect(ended.sort()).toEqual(['flying stopped', 'in line stopped']);
    await waitFor(() => typesOf(second).at(-1) === 'finished');
    expect(typesOf(second)).toEqual(['place', 'finished']);
    await cancelHeld(first);
    expect(await stateOf(first)).toBe('stopped');
  });

  it('lets a job go on after its engine died, before those who came later, and gives up after some times', async () => {
    const engine = slotsOnly(readyWith(1));
    await using _ = await openHeldBox(engine);
    const jobId = await askHeld('unlucky');
    await askHeld('later');
    for (let run = 0; run <= limits.jobInterruptions; run++) {
      const job = await running('unlucky', run);
      expect(job.attempt).toBe(run);
      job.fail(new AppError('engine.unavailable', { reason: 'killed' }));
    }
    await isOver(jobId, 'failed');
    expect(await jobState(jobId)).toMatchObject({ error: { code: 'job.interrupted', params: { times: limits.jobInterruptions + 1 } } });
    expect(typesOf(jobId).filter((type) => type === 'continued')).toHaveLength(limits.jobInterruptions);
    expect(jobEvents(jobId).map((e) => e.number)).toEqual(jobEvents(jobId).map((_e, n) => n + 1));
    expect((await running('later')).slot).toBe(0);
  });

  it('fails a job whose handler throws, with the words of the error', async () => {
    await using _ = await openHeldBox(slotsOnly(readyWith(1)));
    const jobId = await askHeld('broken');
    (await running('broken')).fail(new AppError('context.overflow', { tokens: 9, limit: 8 }));
    await isOver(jobId, 'failed');
    await waitFor(() => typesOf(jobId).at(-1) === 'finished');
    expect(jobEvents(jobId).at(-1)?.event).toEqual({
      type: 'finished',
      state: 'failed',
      error: { code: 'context.overflow', params: { tokens: 9, limit: 8 } },
    });
    const secret = await askHeld('secret');
    (await running('secret')).fail(new TypeError('x is not a function'));
    await isOver(secret, 'failed');
    expect(JSON.stringify((await jobState(secret))?.error)).not.toContain('function');
  });

  it('takes up after a restart what was waiting and what was running', async () => {
    const engine = slotsOnly(readyWith(1));
    await using box = await openHeldBox(engine);
    const [one, two] = [await askHeld('one'), await askHeld('two')];
    await running('one');
    await stopScheduling();
    expect([await stateOf(one), await stateOf(two)]).toEqual(['running', 'waiting']);
    held.clear();
    await startScheduling({ engine, eventsFile: box.eventsFile });
    const again = await running('one');
    expect([again.attempt, again.slot]).toEqual([1, 0]);
    again.release();
    const second = await running('two');
    second.release();
    await isOver(two, 'done');
    await waitFor(() => typesOf(two).at(-1) === 'finished');
    expect(typesOf(one).filter((type) => type !== 'place')).toEqual(['started', 'continued', 'finished']);
    expect(typesOf(two).filter((type) => type !== 'place')).toEqual(['started', 'finished']);
  });

  it('ends the job of a person who may not act any more', async () => {
    await using _ = await openHeldBox(slotsOnly(readyWith(1)));
    const jobId = await askHeld('of nobody', { kind: 'person', id: newId(), name: 'gone', role: 'member', address: '' });
    await isOver(jobId, 'failed');
    expect(await jobState(jobId)).toMatchObject({ error: { code: 'job.notAllowed' } });
    expect(held.size).toBe(0);
  });

  it('refuses more jobs than one person may have', async () => {
    await using _ = await openHeldBox(slotsOnly(readyWith(1)));
    for (let n = 0; n < limits.jobsPerPerson; n++) await askHeld(`job ${n}`);
    await expect(askHeld('one too many')).rejects.toMatchObject({ code: 'job.tooMany' });
    expect(await db().job.count()).toBe(limits.jobsPerPerson);
  });
});
