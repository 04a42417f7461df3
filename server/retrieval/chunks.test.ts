import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutIntoChunks } from './chunks.ts';

const MAX = 60;

it('covers every line exactly once, in order, with chunks of at most 60 lines', () => {
  const span = fc.record({ startLine: fc.integer({ min: 1, max: 400 }), length: fc.integer({ min: 1, max: 150 }) });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 400 }),
      fc.array(span, { maxLength: 30 }),
      fc.integer({ min: 2, max: 9 }),
      (lines, spans, every) => {
        const given = spans.map(({ startLine, length }) => ({ startLine, endLine: startLine + length - 1 }));
        const chunks = cutIntoChunks(lines, given, { maxLines: MAX, isBlank: (line) => line % every === 0 });
        const covered = chunks.flatMap(({ startLine, endLine }) =>
          Array.from({ length: endLine - startLine + 1 }, (_, at) => startLine + at),
        );
        expect(covered).toEqual(Array.from({ length: lines }, (_, at) => at + 1));
        for (const { startLine, endLine } of chunks) expect(endLine - startLine + 1).toBeLessThanOrEqual(MAX);
      },
    ),
    { seed: 7, numRuns: 300 },
  );
});

it('keeps a definition whole that fits', () => {
  const chunks = cutIntoChunks(50, [{ startLine: 10, endLine: 30 }], { maxLines: MAX, isBlank: () => false });
  expect(chunks).toEqual([
    { startLine: 1, endLine: 9 },
    { startLine: 10, endLine: 30 },
    { startLine: 31, endLine: 50 },
  ]);
});

it('cuts a long definition at a blank line in its second half', () => {
  const chunks = cutIntoChunks(100, [{ startLine: 1, endLine: 100 }], { maxLines: MAX, isBlank: (line) => line === 40 });
  expect(chunks[0]).toEqual({ startLine: 1, endLine: 40 });
});
