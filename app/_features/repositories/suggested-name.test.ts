import { expect, it } from 'vitest';
import { suggestedName } from './suggested-name.ts';

it('names a repository after its folder or its file', () => {
  expect(suggestedName('/srv/git/llama.cpp.git')).toBe('llama.cpp');
  expect(suggestedName('/srv/git/llama.cpp/')).toBe('llama.cpp');
  expect(suggestedName('gitRelease.bundle')).toBe('gitRelease');
  expect(suggestedName('C:\\sticks\\pay ments.git.bundle')).toBe('pay-ments');
  expect(suggestedName('/')).toBe('');
  expect(suggestedName('/srv/.git')).toBe('');
  expect(suggestedName(`/${'a'.repeat(100)}`)).toHaveLength(64);
});
