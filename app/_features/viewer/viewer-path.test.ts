import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viewerHref } from './viewer-href.ts';
import { longestLine, parseViewerPath, symbolAt } from './viewer-path.ts';

describe('the viewer’s address', () => {
  it('names what it was made of, whatever the characters', () => {
    const part = fc
      .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
      .filter((text) => !text.includes('/') && !/^\.\.?$/.test(text));
    fc.assert(
      fc.property(part, part, fc.array(part, { maxLength: 4 }), (repository, revision, parts) => {
        const place = { repository, revision, path: parts.join('/') };
        expect(parseViewerPath(new URL(viewerHref(place), 'http://box').pathname)).toEqual(place);
      }),
    );
  });

  it('is nothing where it is cut short or spelt wrong', () => {
    for (const path of ['/r', '/r/a', '/r/a/', '/c/a/b', '/r/%E0/b']) expect(parseViewerPath(path), path).toBeNull();
  });
});

describe('the text', () => {
  it('is as wide as its longest line, tabs and wide characters counted', () => {
    expect(longestLine(['ab', '\tx', ''], 100)).toBe(5);
    expect(longestLine(['日本'], 100)).toBe(4);
    expect(longestLine(['x'.repeat(500)], 100)).toBe(100);
    expect(longestLine([], 100)).toBe(0);
  });

  it('knows the symbol a line stands in', () => {
    const symbols = [10, 20, 20, 30].map((line) => ({ name: `s${line}`, kind: 'function', line }));
    expect([1, 10, 19, 20, 29, 99].map((line) => symbolAt(symbols, line))).toEqual([-1, 0, 0, 2, 2, 3]);
    expect(symbolAt([], 1)).toBe(-1);
  });
});
