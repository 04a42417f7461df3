import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BAND, BITS_PER_BYTE_MAX, type Check, judge } from './report.ts';

const check = (of: Partial<Check>): Check => ({
  ...{ id: 'x', capability: 'chat', isNeeded: true, passed: true, asked: '', wanted: '', got: '' },
  ...of,
});

it('lets a model serve that chats, whatever else it cannot do', () => {
  const report = judge([check({}), check({ capability: 'tools', passed: false })], 1, null);
  expect(report).toMatchObject({ passed: true, capabilities: ['chat'] });
});

it('takes chat from a model that misses one needed thing, and not for one that is only hard', () => {
  expect(judge([check({}), check({ passed: false })], 1, null).passed).toBe(false);
  expect(judge([check({}), check({ passed: false, isNeeded: false })], 1, null).passed).toBe(true);
  expect(judge([], 1, null).capabilities).toEqual(['chat']);
  expect(judge([], null, null).passed).toBe(false);
});

it('finds no capability where nothing was tried or nothing of it passed', () => {
  expect(judge([check({ capability: 'embeddings', passed: false, isNeeded: false })], null, null).capabilities).toEqual([]);
});

it('holds the measure of the weights to what a sound copy has, both ways, and to a bound where none is known', () => {
  const passes = (bits: number, expected: number | null) => judge([check({})], bits, expected).passed;
  fc.assert(
    fc.property(fc.double({ min: 0.2, max: 4, noNaN: true }), fc.double({ min: -0.9, max: 3, noNaN: true }), (expected, off) => {
      fc.pre(Math.abs(Math.abs(off) - BAND) > 1e-9);
      expect(passes(expected * (1 + off), expected)).toBe(Math.abs(off) < BAND);
    }),
    { seed: 5 },
  );
  expect(passes(BITS_PER_BYTE_MAX, null)).toBe(true);
  for (const bits of [BITS_PER_BYTE_MAX + 0.01, Number.NaN, Number.POSITIVE_INFINITY]) expect(passes(bits, null)).toBe(false);
  expect(passes(Number.NaN, 1)).toBe(false);
});
