import { describe, expect, it } from 'vitest';
import { AppError, newId } from '#server/platform/index.ts';
import { askHeld, isOver, openHeldBox, readyWith, running, slotsOnly, typesOf } from '#test/support/held-jobs.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { openEventStore } from './event-store.ts';
import { type JobEvent, jobEvents, startScheduling, stopScheduling, watchJob } from './index.ts';

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
    await using _ = await openHeldBox(slotsOnly(readyWith(1)));
    const jobId = await askHeld('spoken');
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
    await using _ = await openHeldBox(slotsOnly(readyWith(1)));
    const jobId = await askHeld('cut');
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
    await using _ = await openHeldBox(slotsOnly(readyWith(1)));
    const jobId = await askHeld('long');
    const leaving = new AbortController();
    const watching = listTo(watchJob(jobId, null, leaving.signal));
    await running('long');
    leaving.abort();
    expect(words(await watching).at(0)).toBe('place');
    await expect(collect(newId(), null)).rejects.toMatchObject({ code: 'job.notFound' });
    await expect(collect(jobId, 'nonsense')).rejects.toMatchObject({ code: 'request.invalid' });
  });

  it('still says how a job ended when its events are gone', async () => {
    await using box = await openHeldBox(slotsOnly(readyWith(1)));
    const jobId = await askHeld('old');
    (await running('old')).release();
    await isOver(jobId, 'done');
    await waitFor(() => typesOf(jobId).at(-1) === 'finished');
    await stopScheduling();
    const store = openEventStore(box.eventsFile);
    expect(store.forget(new Date(Date.now() + 1_000))).toBe(1);
    store.close();
    await startScheduling({ engine: slotsOnly(readyWith(1)), eventsFile: box.eventsFile });
    expect((await collect(jobId, '0:2')).map(({ event }) => event)).toEqual([{ type: 'finished', state: 'done' }]);
  });
});
