import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeNotes } from './margin-layout.ts';

describe('placeNotes', () => {
  it('puts a note beside its citation, 6 px above, on the grid of 4', () => {
    expect(placeNotes([{ citationTop: 206, height: 40 }]).tops).toEqual([200]);
    expect(placeNotes([{ citationTop: 207, height: 40 }]).tops).toEqual([200]);
  });

  it('pushes a note down when the one above needs the room', () => {
    expect(
      placeNotes([
        { citationTop: 100, height: 42 },
        { citationTop: 110, height: 20 },
      ]).tops,
    ).toEqual([96, 144]);
  });

  it('keeps the head of the margin free', () => {
    expect(placeNotes([{ citationTop: 0, height: 20 }]).tops).toEqual([40]);
  });

  it('never lets notes overlap, and never puts one above its place without need', () => {
    const note = fc.record({ citationTop: fc.nat(3_000), height: fc.integer({ min: 16, max: 200 }) });
    fc.assert(
      fc.property(fc.array(note, { maxLength: 40 }), (notes) => {
        const sorted = notes.toSorted((a, b) => a.citationTop - b.citationTop);
        const { tops, height } = placeNotes(sorted);
        tops.forEach((top, index) => {
          expect(top % 4).toBe(0);
          expect(top).toBeGreaterThanOrEqual(40);
          const above = index > 0 ? (tops[index - 1] ?? 0) + (sorted[index - 1]?.height ?? 0) : 0;
          if (index > 0) expect(top).toBeGreaterThanOrEqual(above + 4);
          expect(top).toBeLessThanOrEqual(Math.max((sorted[index]?.citationTop ?? 0) - 6, above + 4, 40) + 4);
          expect(height).toBeGreaterThanOrEqual(top + (sorted[index]?.height ?? 0));
        });
      }),
    );
  });
});
