import { expect, it } from 'vitest';
import { nextSource, sourcesByPath, sourcesOf } from './sources.ts';

const passage = (number: number, path: string) => ({ number, repository: 'a', revision: 'r', path, startLine: 1, endLine: 9 });
const sources = sourcesOf(
  [passage(2, 'y'), passage(1, 'x'), passage(3, 'x')],
  [
    { passage: 1, verified: true, reason: '', detail: '' },
    { passage: 2, verified: true, reason: '', detail: '' },
    { passage: 2, verified: false, reason: 'nothing named', detail: '' },
    { passage: null, verified: false, reason: 'unknown', detail: '' },
  ],
);

it('calls a source verified only where each of its citations is', () => {
  expect(sources.map((source) => [source.number, source.state, source.reason])).toEqual([
    [1, 'verified', ''],
    [2, 'unverified', 'nothing named'],
    [3, 'uncited', ''],
  ]);
});

it('goes from source to source and stops at both ends', () => {
  expect(nextSource(sources, 1, 1)?.number).toBe(2);
  expect(nextSource(sources, 1, -1)).toBeNull();
  expect(nextSource(sources, 3, 1)).toBeNull();
  expect(nextSource(sources, 9, 1)).toBeNull();
});

it('counts the sources of each file at this revision', () => {
  expect([...sourcesByPath(sources, 'a', 'r')]).toEqual([
    ['x', 2],
    ['y', 1],
  ]);
  expect(sourcesByPath(sources, 'a', 'other').size).toBe(0);
});
