import { describe, expect, it } from 'vitest';
import { shortRevision } from '../repositories/revision-words.ts';
import { outcomeTone, scopeOf, whatOf } from './record-words.ts';

const commit = 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334';

describe('what a record says in a line', () => {
  it('prefers the sentence for how it ended', () => {
    const known = (key: string) => ['a.done', 'a.failed', 'a.intent'].includes(key);
    expect(whatOf('a', 'done', {}, known)?.key).toBe('a.done');
    expect(whatOf('a', 'done', { errorCode: 'x' }, known)?.key).toBe('a.failed');
    expect(whatOf('a', 'intent', {}, known)?.key).toBe('a.intent');
    expect(whatOf('b', 'done', {}, known)).toBeNull();
  });

  it('counts passages and files and shortens revisions', () => {
    const passages = [
      { repositoryId: 'r', path: 'x' },
      { repositoryId: 'r', path: 'x' },
      { repositoryId: 's', path: 'x' },
    ];
    const what = whatOf('a', 'done', { passages, revision: commit, scope: [{ repository: 'llama.cpp', revision: commit }] }, () => true);
    expect(what?.values).toMatchObject({ passages: 3, files: 2, revision: 'a1b2c3d', scopeWords: 'llama.cpp @ a1b2c3d' });
  });

  it('takes nothing for a scope that is none', () => {
    expect(scopeOf('x')).toEqual([]);
    expect(scopeOf([{ repository: 1 }, null])).toEqual([]);
    expect(shortRevision('main')).toBe('main');
  });

  it('makes what was refused or failed loud', () => {
    expect(['done', 'intent', 'refused', 'failed'].map(outcomeTone)).toEqual(['plain', 'plain', 'bad', 'bad']);
  });
});
