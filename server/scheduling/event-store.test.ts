import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '#test/support/temp-folder.ts';
import { openEventStore } from './event-store.ts';
import { type JobEvent, parseEventId, type StoredEvent } from './job-event.ts';

const tokens = (text: string): JobEvent => ({ type: 'tokens', text, ids: [1] });

describe('the event store', () => {
  it('numbers the events of a job from 1 without a gap, over attempts', async () => {
    await using folder = await tempFolder();
    const store = openEventStore(join(folder.path, 'events.db'));
    store.append('a', 0, { type: 'place', place: 1, ahead: 0 });
    store.append('b', 0, { type: 'started' });
    store.append('a', 0, { type: 'started' });
    store.append('a', 1, tokens('on'));
    expect(store.read('a', 0).map((e) => [e.attempt, e.number])).toEqual([
      [0, 1],
      [0, 2],
      [1, 3],
    ]);
    expect(store.read('a', 2).map((e) => e.event)).toEqual([tokens('on')]);
    expect([store.lastNumber('a', 0), store.lastNumber('a'), store.lastNumber('none')]).toEqual([2, 3, 0]);
    store.close();
  });

  it('has stored an event when the listener hears of it', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'events.db');
    const store = openEventStore(file);
    const seen: [StoredEvent, number][] = [];
    const stop = store.listen('a', (stored) => seen.push([stored, store.read('a', 0).length]));
    store.append('a', 0, tokens('one'));
    store.append('b', 0, tokens('of another job'));
    stop();
    store.append('a', 0, tokens('unheard'));
    expect(seen).toEqual([[{ attempt: 0, number: 1, event: tokens('one') }, 1]]);
    store.close();
  });

  it('deletes the events of jobs that finished before a time, and their words with them', async () => {
    await using folder = await tempFolder();
    const file = join(folder.path, 'events.db');
    const store = openEventStore(file);
    store.append('over', 0, tokens('a sentence that must go'));
    store.append('over', 0, { type: 'finished', state: 'done' });
    store.append('open', 0, tokens('a sentence that stays'));
    expect([store.isFinished('over'), store.isFinished('open'), store.unfinished()]).toEqual([true, false, ['open']]);
    expect(store.forget(new Date(Date.now() - 60_000))).toBe(0);
    expect(store.forget(new Date(Date.now() + 60_000))).toBe(1);
    expect([store.read('over', 0).length, store.read('open', 0).length]).toEqual([0, 1]);
    store.close();
    // Closed: no lock of ours is left that reading the file could drop.
    expect(readFileSync(file, 'latin1')).not.toContain('must go');
    expect(readFileSync(file, 'latin1')).toContain('that stays');
  });
});

it.each(['', '1', '1:', 'a:b', '-1:2', '1:2:3', '1.5:2'])('takes %j for no event id', (text) => {
  expect(parseEventId(text)).toBeNull();
});
