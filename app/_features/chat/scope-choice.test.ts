import { describe, expect, it } from 'vitest';
import { lastScope, rememberScope } from './scope-choice.ts';

function shelf() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

describe('lastScope', () => {
  it('is what this person asked of last, less what is gone', () => {
    const device = shelf();
    rememberScope(device, 'u1', ['b', 'gone']);
    expect(lastScope(device, 'u1', ['a', 'b'])).toEqual(['b']);
    expect(lastScope(device, 'u2', ['a', 'b'])).toEqual([]);
  });

  it('is the only repository there is, until somebody chose otherwise', () => {
    const device = shelf();
    expect(lastScope(device, 'u1', ['a'])).toEqual(['a']);
    rememberScope(device, 'u1', []);
    expect(lastScope(device, 'u1', ['a'])).toEqual([]);
  });
});
