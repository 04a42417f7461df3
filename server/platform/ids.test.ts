import { expect, it } from 'vitest';
import { newId, newSecret } from './ids.ts';

it('makes UUIDv7s that sort by time and are not made twice', () => {
  const ids = Array.from({ length: 1_000 }, (_, i) => newId(1_700_000_000_000 + i));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('sorts those of one millisecond, and those of a clock that was set back, in the order they were made in', () => {
  const ids = Array.from({ length: 10_000 }, (_, i) => newId(1_800_000_000_000 - i));
  expect([...ids].sort()).toEqual(ids);
});

it('makes secrets of 160 bits that fit a URL', () => {
  expect(newSecret()).toMatch(/^[A-Za-z0-9_-]{27}$/);
});
