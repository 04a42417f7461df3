import fc from 'fast-check';
import { expect, it } from 'vitest';
import { literalMatcher, regexMatcher } from './text-search.ts';

const text = 'one\nTwo two\nthree\n\nfive two';

it('finds a literal by lines, without case unless it has capitals', () => {
  expect(literalMatcher('two')(text, 10).map(({ startLine }) => startLine)).toEqual([2, 5]);
  expect(literalMatcher('Two')(text, 10).map(({ startLine }) => startLine)).toEqual([2]);
  expect(literalMatcher('e\nT')(text, 10)).toEqual([{ startLine: 1, endLine: 2 }]);
});

it('finds as a scan of lines would', () => {
  const line = fc.stringMatching(/^[ab ]{0,6}$/);
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), fc.stringMatching(/^[ab]{1,3}$/), (lines, wanted) => {
      const expected = lines.flatMap((each, at) => (each.includes(wanted) ? [at + 1] : []));
      expect(literalMatcher(wanted)(lines.join('\n'), 100).map(({ startLine }) => startLine)).toEqual(expected);
      expect(regexMatcher(wanted)(lines.join('\n'), 100).map(({ startLine }) => startLine)).toEqual(expected);
    }),
    { seed: 31 },
  );
});

it('anchors at lines, and reports no match of nothing', () => {
  expect(regexMatcher('^t\\w+')(text, 10).map(({ startLine }) => startLine)).toEqual([2, 3]);
  expect(regexMatcher('z*')(text, 10)).toEqual([]);
});

it('ends a pattern that would hang elsewhere', () => {
  const hostile = `${'a'.repeat(50_000)}!`;
  expect(regexMatcher('(a+)+$')(hostile, 10)).toEqual([]);
  expect(regexMatcher('(x+x+)+y')('x'.repeat(50_000), 10)).toEqual([]);
});

it('says what is wrong with a pattern', () => {
  expect(() => regexMatcher('(unclosed')).toThrow(
    expect.objectContaining({ code: 'search.patternInvalid', params: { reason: 'missing closing ): `(unclosed`' } }),
  );
});
