import { expect, it } from 'vitest';
import { limits } from '#server/platform/index.ts';
import { contextOf } from './context.ts';
import { inPersonsTurn, takeCallPlace } from './turns.ts';

it('runs so many of a person’s calls at once, the others in their order, and those of others beside them', async () => {
  const held = Promise.withResolvers<void>();
  const begun: number[] = [];
  const calls = Array.from({ length: limits.callsPerPerson + 2 }, (_, n) =>
    inPersonsTurn('ada', async () => {
      begun.push(n);
      await held.promise;
      if (n === 0) throw new Error('a call that fails gives its place back as well');
    }),
  );
  const ended = Promise.allSettled(calls);
  await inPersonsTurn('grace', async () => undefined);
  expect(begun).toHaveLength(limits.callsPerPerson);
  held.resolve();
  expect((await ended).filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(begun).toEqual(Array.from(calls.keys()));
});

it('takes no more calls of one WebSocket than it may have, until one is answered', () => {
  const ctx = { ...contextOf({ kind: 'stranger', address: '' }), transport: 'socket' as const };
  const places = Array.from({ length: limits.callsPerSocket }, () => takeCallPlace(ctx));
  expect(() => takeCallPlace(ctx)).toThrow(expect.objectContaining({ code: 'request.tooManyLive' }));
  places[0]?.free();
  expect(() => takeCallPlace(ctx)).not.toThrow();
});
