import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isLooping } from './loop-guard.ts';

const seed = 20_261_124;
const id = fc.nat({ max: 50_000 });

it('sees any phrase of up to 120 tokens that stands there four times over 80 tokens', () => {
  fc.assert(
    fc.property(fc.array(id, { maxLength: 200 }), fc.array(id, { minLength: 1, maxLength: 120 }), (before, phrase) => {
      const times = Math.max(4, Math.ceil(80 / phrase.length));
      const loop = Array.from({ length: times }, () => phrase).flat();
      expect(isLooping([...before, ...loop])).toBe(true);
    }),
    { seed },
  );
});

it('lets text be whose end never stood there before', () => {
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 400 }), (ids) => {
      expect(isLooping(ids)).toBe(false);
      expect(isLooping([...ids, ...ids, ...ids])).toBe(false);
    }),
    { seed },
  );
});

it('lets a short run be, such as a rule of dashes', () => {
  expect(isLooping(new Array(79).fill(7))).toBe(false);
  expect(isLooping(new Array(80).fill(7))).toBe(true);
});
