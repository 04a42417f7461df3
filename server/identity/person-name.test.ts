import { describe, expect, it } from 'vitest';
import { limits } from '#server/platform/index.ts';
import { nameKeyOf, readName } from './person-name.ts';

describe('the name of a person', () => {
  it('is folded, so that names that look the same are the same', () => {
    expect(readName('  Ａda   Ⅳ ').shown).toBe('Ada IV');
    expect(readName('ＡDA').key).toBe(readName('ada').key);
    expect(readName('José').key).toBe(readName('Jose\u0301').key);
  });

  it.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['a\u202Egnp.exe', 'cannot be seen'],
    ['Ada\u200BLovelace', 'cannot be seen'],
    ['Ada\nLovelace', 'cannot be seen'],
    ['a\0b', 'cannot be seen'],
    ['...', 'no letter'],
    ['x'.repeat(limits.nameLength + 1), 'longer'],
  ])('refuses %j', (text, reason) => {
    expect(() => readName(text)).toThrow(
      expect.objectContaining({ code: 'user.nameInvalid', params: { reason: expect.stringContaining(reason) } }),
    );
    expect(nameKeyOf(text)).toBeNull();
  });

  it('may be as long as the limit', () => {
    expect(readName('x'.repeat(limits.nameLength)).shown).toHaveLength(limits.nameLength);
  });
});
