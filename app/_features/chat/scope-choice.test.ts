import { describe, expect, it } from 'vitest';
import { lastScope, scopeCookie } from './scope-choice.ts';

const a = { id: '1', name: 'a' };
const b = { id: '2', name: 'b' };
const gone = { id: '3', name: 'gone' };

describe('lastScope', () => {
  it('is what this person asked of last, less what is gone', () => {
    const kept = scopeCookie('u1', ['b', 'gone'], [a, b, gone]);
    expect(lastScope(kept, 'u1', [a, b])).toEqual(['b']);
    expect(lastScope(kept, 'u2', [a, b])).toEqual(['a', 'b']);
  });

  it('is the few repositories there are, until this person chose otherwise', () => {
    expect(lastScope(undefined, 'u1', [a])).toEqual(['a']);
    expect(lastScope(undefined, 'u1', [a, b, gone])).toEqual(['a', 'b', 'gone']);
    expect(lastScope(undefined, 'u1', [a, b, gone, { id: '4', name: 'd' }])).toEqual([]);
    expect(lastScope(scopeCookie('u1', [], [a]), 'u1', [a])).toEqual([]);
    expect(lastScope(scopeCookie('u2', [], [a]), 'u1', [a])).toEqual(['a']);
  });
});
