import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { busiestBin, type HistogramBin, histogramSpan, histogramStep, layOutHistogram, maxColumns, rangeOfColumns } from './histogram.ts';

const HOUR = 3_600_000;
const hours = (count: number): HistogramBin[] => [...Array(count).keys()].map((at) => ({ fromMs: at * HOUR, records: 0, refused: 0 }));

describe('the histogram', () => {
  it('never shows more columns than fit, whatever the span', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 0, max: 4e12 }), (from, span) => {
        const shown = histogramSpan(from, from + span, 3_600_000);
        expect(shown.columns).toBeLessThanOrEqual(maxColumns);
        expect(shown.fromMs).toBeLessThanOrEqual(from);
        expect(shown.toMs).toBeGreaterThanOrEqual(from + span);
      }),
    );
  });

  it('takes hours for a day and a half and days for a month', () => {
    expect(histogramStep(0, 36 * HOUR)).toBe(HOUR);
    expect(histogramStep(0, 30 * 24 * HOUR)).toBe(24 * HOUR);
  });

  it("begins a day at the person's midnight", () => {
    const shown = histogramSpan(Date.UTC(2026, 5, 1, 15), Date.UTC(2026, 5, 20, 15), 2 * HOUR);
    expect(shown.stepMs).toBe(24 * HOUR);
    expect(shown.columns).toBe(24);
    expect(shown.fromMs % (24 * HOUR)).toBe(22 * HOUR);
    expect(shown.toMs).toBe(Date.UTC(2026, 5, 21) - 2 * HOUR);
  });

  it('stays inside the drawing and shows a single refusal among thousands', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ done: fc.nat(100_000), refused: fc.nat(100_000) }), { minLength: 1, maxLength: 60 }), (counts) => {
        const bins = counts.map((c, at) => ({ fromMs: at, records: c.done + c.refused, refused: c.refused }));
        for (const column of layOutHistogram(bins, { width: 720, height: 56 }, {})) {
          expect(column.x + column.width).toBeLessThanOrEqual(720);
          expect(column.y + column.height).toBeLessThanOrEqual(56);
          expect(column.refusedY).toBeGreaterThanOrEqual(0);
          expect(column.refusedY + column.refusedHeight).toBeLessThanOrEqual(Math.max(column.y, column.refusedHeight));
          if (column.refused > 0) expect(column.refusedHeight).toBeGreaterThanOrEqual(1);
        }
      }),
    );
  });

  it('marks the columns of the range and turns two touched columns into one', () => {
    const bins = hours(5);
    const columns = layOutHistogram(bins, { width: 100, height: 10 }, { fromMs: HOUR, toMs: 3 * HOUR });
    expect(columns.map((column) => column.isInRange)).toEqual([false, true, true, false, false]);
    expect(rangeOfColumns(bins, 3, 1, HOUR)).toEqual({ fromMs: HOUR, toMs: 4 * HOUR });
    expect(rangeOfColumns(bins, 3, 9, HOUR)).toBeNull();
  });

  it('names the busiest step, and none where nothing was recorded', () => {
    expect(busiestBin(hours(2))).toBeNull();
    expect(
      busiestBin([
        { fromMs: 1, records: 2, refused: 0 },
        { fromMs: 2, records: 7, refused: 0 },
      ])?.fromMs,
    ).toBe(2);
  });
});
