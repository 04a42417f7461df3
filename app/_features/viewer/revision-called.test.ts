import { expect, it } from 'vitest';
import { revisionCalled } from './revision-called.ts';

const one = `${'a'.repeat(39)}1`;
const other = `b${'a'.repeat(39)}`;
const revisions = [
  { commit: other, branch: 'main' },
  { commit: one, branch: 'main' },
];

it('knows a revision by its commit, its branch or the beginning of its commit', () => {
  expect(revisionCalled(one, [])).toBe(one);
  expect(revisionCalled('main', revisions)).toBe(other);
  expect(revisionCalled('aaaaaaa', revisions)).toBe(one);
});

it('takes nothing else for a revision', () => {
  expect(revisionCalled('aaaaaa', revisions)).toBeNull();
  expect(revisionCalled('release', revisions)).toBeNull();
  expect(revisionCalled('', revisions)).toBeNull();
});
