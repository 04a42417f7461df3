import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipLineRange, formatLineRange, isLineInRange, parseLineRange, selectLine, wordLineRange } from './line-range.ts';

describe('line ranges', () => {
  it('reads one line, two ends, and ends the wrong way round', () => {
    expect(parseLineRange('#L10')).toEqual({ start: 10, end: 10 });
    expect(parseLineRange('#L10-L20')).toEqual({ start: 10, end: 20 });
    expect(parseLineRange('L10-20')).toEqual({ start: 10, end: 20 });
    expect(parseLineRange('#L20-L10')).toEqual({ start: 10, end: 20 });
  });

  it('takes nothing else for a range', () => {
    for (const text of ['', '#', '#L', '#L0', '#L3-L0', '#l10', '#L1-L2-L3', '#heading', '#L1e3', '#L9999999999']) {
      expect(parseLineRange(text), text).toBeNull();
    }
  });

  it('reads back every range that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), fc.nat(1_000), (start, more) => {
        const range = { start, end: Math.min(start + more, 999_999_999) };
        expect(parseLineRange(formatLineRange(range))).toEqual(range);
      }),
    );
  });

  it('says one line as a number and several with an en dash', () => {
    expect(wordLineRange({ start: 3, end: 3 })).toBe('3');
    expect(wordLineRange({ start: 3, end: 9 })).toBe('3–9');
  });

  it('extends a selection with Shift in both directions', () => {
    expect(selectLine(null, 5, true)).toEqual({ start: 5, end: 5 });
    expect(selectLine({ start: 5, end: 5 }, 9, true)).toEqual({ start: 5, end: 9 });
    expect(selectLine({ start: 5, end: 9 }, 2, true)).toEqual({ start: 2, end: 9 });
    expect(selectLine({ start: 5, end: 9 }, 2, false)).toEqual({ start: 2, end: 2 });
  });

  it('clips a range to the file and says where the first line is gone', () => {
    expect(clipLineRange({ start: 5, end: 50 }, 20)).toEqual({ start: 5, end: 20 });
    expect(clipLineRange({ start: 21, end: 50 }, 20)).toBeNull();
    expect(isLineInRange(5, { start: 5, end: 5 })).toBe(true);
    expect(isLineInRange(6, { start: 5, end: 5 })).toBe(false);
    expect(isLineInRange(6, null)).toBe(false);
  });
});
