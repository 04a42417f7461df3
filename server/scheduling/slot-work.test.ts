import { expect, it } from 'vitest';
import { openSlotWork } from './slot-work.ts';

it('tells how much of a prompt was read and how long that took, with what was cached left out', () => {
  let nowMs = 1_000;
  const work = openSlotWork(() => nowMs);
  expect(work.progress()).toEqual({ contextTokens: 0, readShare: null, tokensPerSecond: 0 });
  expect(work.tell({ type: 'prefill', done: 200, total: 1_000 })).toBeNull();
  nowMs += 1_000;
  expect(work.tell({ type: 'prefill', done: 600, total: 1_000 })).toBeNull();
  expect(work.progress()).toMatchObject({ contextTokens: 600, readShare: 0.6 });
  nowMs += 1_000;
  expect(work.tell({ type: 'prefill', done: 1_000, total: 1_000 })).toEqual({ tokens: 800, tookMs: 2_000 });
  expect(work.tell({ type: 'tokens', text: 'Yes', ids: [1, 2] })).toBeNull();
  expect(work.progress()).toMatchObject({ contextTokens: 1_002, readShare: 1 });
});

it('takes the first word for the end of the reading, where no frame said it', () => {
  let nowMs = 0;
  const work = openSlotWork(() => nowMs);
  work.tell({ type: 'prefill', done: 0, total: 50 });
  nowMs += 500;
  expect(work.tell({ type: 'tokens', text: 'Y', ids: [1] })).toEqual({ tokens: 50, tookMs: 500 });
  expect(work.progress().contextTokens).toBe(51);
});

it('begins again where the engine is given the answer so far as a prompt', () => {
  const work = openSlotWork(() => 0);
  work.tell({ type: 'prefill', done: 0, total: 10 });
  work.tell({ type: 'tokens', text: 'abc', ids: [1, 2, 3] });
  work.tell({ type: 'prefill', done: 0, total: 13 });
  work.tell({ type: 'tokens', text: 'd', ids: [4] });
  expect(work.progress().contextTokens).toBe(14);
});
