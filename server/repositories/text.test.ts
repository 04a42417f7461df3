import fc from 'fast-check';
import { expect, it } from 'vitest';
import { matchPaths } from './path-match.ts';
import { decodeText, splitLines } from './text.ts';

it('decodes whatever UTF-8 holds, a NUL apart', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const decoded = decodeText(Buffer.from(text));
      if (text.includes('\0')) expect(decoded).toEqual({ reason: 'binary' });
      else expect(decoded).toMatchObject({ text: text.replace(/^\ufeff/, '') });
    }),
    { seed: 41 },
  );
});

it('never throws, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(decodeText(Buffer.from(bytes))).toBeTypeOf('object');
    }),
    { seed: 42 },
  );
});

it.each([
  ['', []],
  ['a', ['a']],
  ['a\n', ['a']],
  ['a\n\n', ['a', '']],
  ['a\r\nb\r\n', ['a', 'b']],
  ['\n', ['']],
])('splits %j as an editor counts lines', (text, lines) => {
  expect(splitLines(text)).toEqual(lines);
});

it('puts the file that is meant first', () => {
  const paths = ['src/arg.h', 'common/arg.cpp', 'common/arguments.cpp', 'docs/large-argument.md', 'a/r/g.txt'];
  expect(matchPaths(paths, 'arg', 5)[0]).toBe('src/arg.h');
  expect(matchPaths(paths, 'common arg', 5)[0]).toBe('common/arg.cpp');
  expect(matchPaths(paths, 'common/arg.cpp', 5)[0]).toBe('common/arg.cpp');
  expect(matchPaths(paths, 'argh', 5)).toContain('src/arg.h');
  expect(matchPaths(paths, 'nothing of it', 5)).toEqual([]);
});
