import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { act } from '#server/audit/index.ts';
import type { Engine, EngineState } from '#server/engine/index.ts';
import { type Actor, AppError, db, limits, newId } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { waitFor } from '#test/support/wait-for.ts';
import {
  cancelJob,
  defineJob,
  enqueue,
  type JobContext,
  type JobEvent,
  jobEvents,
  jobState,
  jobsChanged,
  placeOf,
  queueView,
  registerHandler,
  startScheduling,
  stopScheduling,
  watchJob,
} from './index.ts';

const console_: Actor = { kind: 'console', unixUser: 'tester' };
const system: Actor = { kind: 'system', part: 'test' };

/** An engine as far as the dispatcher sees it: how many slots there are, and when that changes. */
function slotsOnly(first: EngineState): Engine & { become(state: EngineState): void } {
  const listeners = new Set<(state: EngineState) => void>();
  let state = first;
  const cannot = () => Promise.reject(new Error('not asked of this engine'));
  return {
    state: () => state,
    subscribe(fn) {
      listeners.add(fn);
      return () => void listeners.delete(fn);
    },
    become(next) {
      state = next;
      for (const fn of listeners) fn(next);
    },
    generate: () => ({ [Symbol.asyncIterator]: () => ({ next: cannot }) }),
    tokenize: cannot,
    properties: cannot,
    eraseSlot: cannot,
    stop: () => Promise.resolve(),
  };
}

type Held = JobContext<{ name: string }> & { slot: number | null; release(): void; fail(error: unknown): void };

const held = new Map<string, Held[]>();
const ended: string[] = [];
const prepared: string[] = [];

/** Runs until the test lets it go, or its signal is aborted. */
const work = defineJob({ name: 'test-work', class: 'interactive', payload: z.object({ name: z.string() }), needsSlot: () => true });
registerHandler(work, {
  prepare: async ({ payload }) => void prepared.push(payload.name),
  run: (ctx) =>
    new Promise<void>((resolve, reject) => {
      ctx.signal.addEventListener('abort', () => reject(ctx.signal.reason));
      held.set(ctx.payload.name, [...(held.get(ctx.payload.name) ?? []), { ...ctx, release: resolve, fail: reject }]);
    }),
  end: async ({ payload }, { state }) => void ended.push(`${payload.name} ${state}`),
});
const free = defineJob({ name: 'test-free', class: 'interactive', payload: z.object({}) });
registerHandler(free, async ({ slot, emit }) => emit({ type: 'tokens', text: String(slot), ids: [] }));

async function ask(name: string, actor = console_): Promise<string> {
  const jobId = await act(system, 'console.command', async (tx) => {
    const { jobId: result } = await enqueue(tx, actor, work, { name });
    return { record: { command: 'test' }, result };
  });
  await jobsChanged();
  return jobId;
}

async function cancel(jobId: string): Promise<void> {
  await act(system, 'console.command', async (tx) => ({ record: { command: 'test' }, result: await cancelJob(tx, jobId) }));
  await jobsChanged();
}

const running = (name: string, run = 0) => waitFor(() => held.get(name)?.[run], { what: `run ${run} of ${name}` });
const state = async (jobId: string) => (await jobState(jobId))?.state;
const isOver = (jobId: string, how: string) => waitFor(async () => (await state(jobId)) === how, { what: `${how} of the job` });
const types = (jobId: string) => jobEvents(jobId).map((stored) => stored.event.type);

async function openBox(engine: Engine) {
  const box = await openTestDatabase();
  for (const memory of [held, prepared, ended]) memory instanceof Map ? memory.clear() : memory.splice(0);
  await startScheduling({ engine, eventsFile: box.folder.eventsDatabase });
  return {
    eventsFile: box.folder.eventsDatabase,
    async [Symbol.asyncDispose]() {
      await stopScheduling();
      await box[Symbol.asyncDispose]();
    },
  };
}

const ready = (slots: number): EngineState => ({ state: 'ready', slots, context: 1_000 });

describe('the dispatcher', () => {
  it('runs as many jobs as there are slots, lowest slot first, and prepares the others while they wait', async () => {
    await using _ = await openBox(slotsOnly(ready(2)));
    const ids = [await ask('one'), await ask('two'), await ask('three')];
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
    await waitFor(() => types(ids[2] ?? '').at(-1) === 'finished');
    expect(types(ids[2] ?? '')).toEqual(['place', 'started', 'finished']);
  });

  it('does not let a job without a need for a slot wait for one', async () => {
    await using _ = await openBox(slotsOnly({ state: 'loading', progress: 0.4 }));
    const waiting = await ask('waits');
    const jobId = await act(system, 'console.command', async (tx) => ({
      record: { command: 'test' },
      result: (await enqueue(tx, console_, free, {})).jobId,
    }));
    await jobsChanged();
    await isOver(jobId, 'done');
    expect(jobEvents(jobId).map((e) => e.event)).toContainEqual({ type: 'tokens', text: 'null', ids: [] });
    expect([await state(waiting), queueView('console').engine]).toEqual(['waiting', { state: 'loading', progress: 0.4 }]);
  });

  it('admits what waited once the engine has loaded, and runs without a slot where there is no engine at all', async () => {
    const engine = slotsOnly({ state: 'loading', progress: 0 });
    await using _ = await openBox(engine);
    await ask('patient');
    await waitFor(() => prepared.includes('patient'));
    expect(held.size).toBe(0);
    engine.become(ready(1));
    expect((await running('patient')).slot).toBe(0);
    engine.become({ state: 'none', reason: 'no model' });
    await ask('alone');
    expect((await running('alone')).slot).toBeNull();
  });

  it('cancels in line and in flight', async () => {
    await using _ = await openBox(slotsOnly(ready(1)));
    const [first, second] = [await ask('flying'), await ask('in line')];
    await running('flying');
    await cancel(second);
    await isOver(second, 'stopped');
    await cancel(first);
    await isOver(first, 'stopped');
    expect(ended.sort()).toEqual(['flying stopped', 'in line stopped']);
    await waitFor(() => types(second).at(-1) === 'finished');
    expect(types(second)).toEqual(['place', 'finished']);
    await cancel(first);
    expect(await state(first)).toBe('stopped');
  });

  it('lets a job go on after its engine died, before those who came later, and gives up after some times', async () => {
    const engine = slotsOnly(ready(1));
    await using _ = await openBox(engine);
    const jobId = await ask('unlucky');
    await ask('later');
    for (let run = 0; run <= limits.jobInterruptions; run++) {
      const job = await running('unlucky', run);
      expect(job.attempt).toBe(run);
      job.fail(new AppError('engine.unavailable', { reason: 'killed' }));
    }
    await isOver(jobId, 'failed');
    expect(await jobState(jobId)).toMatchObject({ error: { code: 'job.interrupted', params: { times: limits.jobInterruptions + 1 } } });
    expect(types(jobId).filter((type) => type === 'continued')).toHaveLength(limits.jobInterruptions);
    expect(jobEvents(jobId).map((e) => e.number)).toEqual(jobEvents(jobId).map((_e, n) => n + 1));
    expect((await running('later')).slot).toBe(0);
  });

  it('fails a job whose handler throws, with the words of the error', async () => {
    await using _ = await openBox(slotsOnly(ready(1)));
    const jobId = await ask('broken');
    (await running('broken')).fail(new AppError('context.overflow', { tokens: 9, limit: 8 }));
    await isOver(jobId, 'failed');
    await waitFor(() => types(jobId).at(-1) === 'finished');
    expect(jobEvents(jobId).at(-1)?.event).toEqual({
      type: 'finished',
      state: 'failed',
      error: { code: 'context.overflow', params: { tokens: 9, limit: 8 } },
    });
    const secret = await ask('secret');
    (await running('secret')).fail(new TypeError('x is not a function'));
    await isOver(secret, 'failed');
    expect(JSON.stringify((await jobState(secret))?.error)).not.toContain('function');
  });

  it('takes up after a restart what was waiting and what was running', async () => {
    const engine = slotsOnly(ready(1));
    await using box = await openBox(engine);
    const [one, two] = [await ask('one'), await ask('two')];
    await running('one');
    await stopScheduling();
    expect([await state(one), await state(two)]).toEqual(['running', 'waiting']);
    held.clear();
    await startScheduling({ engine, eventsFile: box.eventsFile });
    const again = await running('one');
    expect([again.attempt, again.slot]).toEqual([1, 0]);
    again.release();
    const second = await running('two');
    second.release();
    await isOver(two, 'done');
    await waitFor(() => types(two).at(-1) === 'finished');
    expect(types(one).filter((type) => type !== 'place')).toEqual(['started', 'continued', 'finished']);
    expect(types(two).filter((type) => type !== 'place')).toEqual(['started', 'finished']);
  });

  it('ends the job of a person who may not act any more', async () => {
    await using _ = await openBox(slotsOnly(ready(1)));
    const jobId = await ask('of nobody', { kind: 'person', id: newId(), name: 'gone', role: 'member', address: '' });
    await isOver(jobId, 'failed');
    expect(await jobState(jobId)).toMatchObject({ error: { code: 'job.notAllowed' } });
    expect(held.size).toBe(0);
  });

  it('refuses more jobs than one person may have', async () => {
    await using _ = await openBox(slotsOnly(ready(1)));
    for (let n = 0; n < limits.jobsPerPerson; n++) await ask(`job ${n}`);
    await expect(ask('one too many')).rejects.toMatchObject({ code: 'job.tooMany' });
    expect(await db().job.count()).toBe(limits.jobsPerPerson);
  });
});

async function listTo<T>(events: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const event of events) list.push(event);
  return list;
}

describe('watching a job', () => {
  async function collect(jobId: string, after: string | null): Promise<{ id: string; event: JobEvent }[]> {
    return listTo(watchJob(jobId, after, new AbortController().signal));
  }
  const words = (events: { event: JobEvent }[]) => events.map(({ event }) => (event.type === 'tokens' ? event.text : event.type));

  it('tells two watchers the same, wherever each comes in, and ends with the job', async () => {
    await using _ = await openBox(slotsOnly(ready(1)));
    const jobId = await ask('spoken');
    const job = await running('spoken');
    const early = collect(jobId, null);
    job.emit({ type: 'tokens', text: 'a', ids: [1] });
    job.emit({ type: 'tokens', text: 'b', ids: [2] });
    const late = collect(jobId, null);
    const after = `0:${jobEvents(jobId).at(-1)?.number}`;
    const behind = collect(jobId, after);
    job.emit({ type: 'tokens', text: 'c', ids: [3] });
    job.release();
    expect(words(await early)).toEqual(['place', 'started', 'a', 'b', 'c', 'finished']);
    expect(await late).toEqual(await early);
    expect(words(await behind)).toEqual(['c', 'finished']);
    expect(await collect(jobId, null)).toEqual(await early);
    expect(await collect(jobId, (await early).at(-1)?.id ?? null)).toEqual([]);
  });

  it('rewinds a watcher of an older attempt to what still holds', async () => {
    await using _ = await openBox(slotsOnly(ready(1)));
    const jobId = await ask('cut');
    (await running('cut')).emit({ type: 'tokens', text: 'kept', ids: [1] });
    (await running('cut')).fail(new AppError('engine.unavailable', { reason: 'killed' }));
    (await running('cut', 1)).emit({ type: 'tokens', text: 'on', ids: [2] });
    (await running('cut', 1)).release();
    await isOver(jobId, 'done');
    // This watcher saw numbers 4 and 5 of the first attempt, which a power cut took: they stand for other events now.
    const [rewind, ...rest] = await collect(jobId, '0:5');
    expect(rewind).toEqual({ id: '1:3', event: { type: 'rewind', toNumber: 3 } });
    expect(words(rest)).toEqual(['place', 'continued', 'on', 'finished']);
    expect(words(await collect(jobId, '0:2'))).toEqual(['rewind', 'kept', 'place', 'continued', 'on', 'finished']);
  });

  it('ends with the watcher, and knows neither other jobs nor other ids', async () => {
    await using _ = await openBox(slotsOnly(ready(1)));
    const jobId = await ask('long');
    const leaving = new AbortController();
    const watching = listTo(watchJob(jobId, null, leaving.signal));
    await running('long');
    leaving.abort();
    expect(words(await watching).at(0)).toBe('place');
    await expect(collect(newId(), null)).rejects.toMatchObject({ code: 'job.notFound' });
    await expect(collect(jobId, 'nonsense')).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('still says how a job ended when its events are gone', async () => {
    await using box = await openBox(slotsOnly(ready(1)));
    const jobId = await ask('old');
    (await running('old')).release();
    await isOver(jobId, 'done');
    await waitFor(() => types(jobId).at(-1) === 'finished');
    await stopScheduling();
    const { openEventStore } = await import('./event-store.ts');
    const store = openEventStore(box.eventsFile);
    expect(store.forget(new Date(Date.now() + 1_000))).toBe(1);
    store.close();
    await startScheduling({ engine: slotsOnly(ready(1)), eventsFile: box.eventsFile });
    expect((await collect(jobId, '0:2')).map(({ event }) => event)).toEqual([{ type: 'finished', state: 'done' }]);
  });
});
