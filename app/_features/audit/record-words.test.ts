import { describe, expect, it } from 'vitest';
import { shortRevision } from '../repositories/revision-words.ts';
import { outcomeTone, scopeOf, whatOf } from './record-words.ts';

const commit = 'a1b2c3d4e5f60718293a4b5c6d7e8f9001122334';

const words = { known: () => true, word: (_field: string, text: string) => text, people: {} };

describe('what a record says in a line', () => {
  it('prefers the sentence for how it ended', () => {
    const known = (key: string) => ['a.done', 'a.failed', 'a.intent'].includes(key);
    const keyOf = (action: string, outcome: string, details = {}) => whatOf({ action, outcome, details }, { ...words, known })?.key;
    expect(keyOf('a', 'done')).toBe('a.done');
    expect(keyOf('a', 'done', { errorCode: 'x' })).toBe('a.failed');
    expect(keyOf('a', 'failed')).toBe('a.failed');
    expect(keyOf('a', 'intent')).toBe('a.intent');
    expect(keyOf('b', 'done')).toBeUndefined();
  });

  it('counts passages and files and shortens revisions', () => {
    const passages = [
      { repositoryId: 'r', path: 'x' },
      { repositoryId: 'r', path: 'x' },
      { repositoryId: 's', path: 'x' },
    ];
    const details = { passages, revision: commit, scope: [{ repository: 'llama.cpp', revision: commit }] };
    const what = whatOf({ action: 'a', outcome: 'done', details }, words);
    expect(what?.values).toMatchObject({ passages: 3, files: 2, revision: 'a1b2c3d', scopeWords: 'llama.cpp @ a1b2c3d' });
  });

  it('names people, says the log’s closed words in the page’s, and makes dates of times', () => {
    const record = {
      action: 'a',
      outcome: 'done',
      details: { userId: 'u1', reason: 'wrongPassword', expiresAt: '2026-11-24T10:00:00.000Z' },
    };
    const what = whatOf(record, { ...words, word: (field, text) => `${field} ${text}`, people: { u1: 'Ada' } });
    expect(what?.values).toMatchObject({ person: 'Ada', reason: 'reason wrongPassword', expiresAt: new Date('2026-11-24T10:00:00Z') });
    expect(whatOf({ ...record, details: { userId: 'gone' } }, words)?.values.person).toBe('gone');
    expect(whatOf({ ...record, details: { userId: '' } }, words)?.values.person).toBe('nobody');
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
