import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hear, type Numbered, nothingHeard, type StreamEvent } from './answer-stream.ts';

type Event = StreamEvent<string, string>;
const words = (text: string): Event => ({ type: 'tokens', text, ids: [1] });
const told = (...events: Event[]): Numbered<Event>[] => events.map((event, number) => ({ id: `1:${number + 1}`, event }));
const listen = (...batches: Numbered<Event>[][]) => batches.reduce((heard, batch) => hear(heard, batch), nothingHeard<string, string>());

describe('hear', () => {
  it('goes from the line through reading and writing to the end', () => {
    const events = told(
      { type: 'place', place: 2, ahead: 1 },
      { type: 'passages', passages: ['p'] },
      { type: 'started' },
      words('Both'),
      words(' are'),
      {
        type: 'finished',
        state: 'done',
      },
    );
    expect(listen(events.slice(0, 2)).progress).toMatchObject({ phase: 'waiting', place: 2, passages: ['p'] });
    expect(listen(events.slice(0, 3)).progress).toMatchObject({ phase: 'reading', place: null });
    expect(listen(events.slice(0, 4)).progress).toMatchObject({ phase: 'writing', text: 'Both' });
    expect(listen(events).progress).toMatchObject({ phase: 'finished', text: 'Both are', tokens: 2, endState: 'done' });
  });

  it('counts an event that comes twice once, however the stream was cut', () => {
    const events = told(...[...'abcdefghij'].map(words));
    fc.assert(
      fc.property(fc.nat(10), fc.nat(10), (a, b) => {
        const cut = Math.max(a, b);
        expect(listen(events.slice(0, cut), events.slice(Math.min(a, b))).progress.text).toBe('abcdefghij');
      }),
    );
  });

  it('forgets what lies behind a rewind and takes the new telling', () => {
    const first = told(words('a'), words('b'), words('lost'));
    const resumed: Numbered<Event>[] = [
      { id: '2:2', event: { type: 'rewind', toNumber: 2 } },
      { id: '2:3', event: { type: 'continued', reason: 'engine', atMs: 5 } },
      { id: '2:4', event: words('c') },
    ];
    expect(listen(first, resumed).progress).toMatchObject({
      text: 'abc',
      tokens: 3,
      continued: [{ reason: 'engine', atMs: 5, at: 2, tokens: 2 }],
    });
  });

  it('is out of the line once it goes on after a restart, and reads before it writes', () => {
    const events = told(
      { type: 'started' },
      words('a'),
      { type: 'place', place: 1, ahead: 0 },
      { type: 'continued', reason: 'engine', atMs: 5 },
      { type: 'prefill', done: 1, total: 9 },
      words('b'),
    );
    expect(listen(events.slice(0, 3)).progress).toMatchObject({ phase: 'waiting', place: 1, text: 'a' });
    expect(listen(events.slice(0, 4)).progress).toMatchObject({ phase: 'reading', place: null, prefill: null, text: 'a' });
    expect(listen(events.slice(0, 5)).progress).toMatchObject({ phase: 'reading', prefill: { done: 1, total: 9 } });
    expect(listen(events).progress).toMatchObject({ phase: 'writing', text: 'ab' });
  });

  it('is the same object when nothing new was heard', () => {
    const heard = listen(told(words('a')));
    expect(hear(heard, told(words('a')))).toBe(heard);
  });
});
