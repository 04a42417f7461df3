import { expect, it } from 'vitest';
import { findMarkers } from './citation-markers.ts';
import { claimsOf } from './claims.ts';

const upTo = (given: number) => (id: number) => id >= 1 && id <= given;

it.each([
  ['It is read here [2].', [[2]]],
  ['Here [ 1, 2 ] and [passage 3] and [#2] and [source: no].', [[1, 2], [3], [2]]],
  ['By [p. 1] and [ . 2 ] and [sources #1 - 3].', [[1], [2], [1, 2, 3]]],
  ['Not `argv[1]`, nor ``a ` [2]``, nor a [1](link).', []],
])('%j cites %j', (text, ids) => {
  expect(findMarkers(text, upTo(3)).map((marker) => marker.ids)).toEqual(ids);
});

it('takes no longer for what was written to make it long', () => {
  // Each of these took minutes to hours, on the thread that everybody shares: the test would end by its time limit.
  const hostile = [
    `[${' '.repeat(60_000)}x`,
    '[ '.repeat(30_000),
    '`'.repeat(200_000),
    `[1${' '.repeat(60_000)}x`,
    `[${'1,'.repeat(30_000)}`,
  ];
  for (const text of hostile) {
    expect(findMarkers(text, upTo(3))).toEqual([]);
    expect(claimsOf(text)).toEqual([]);
  }
});
