const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Records that were made within one step of time. */
export interface HistogramBin {
  fromMs: number;
  records: number;
  /** Of these, how many were refused. */
  refused: number;
}

/** One column of the drawing, in units of the view box, y downwards. */
export interface HistogramColumn extends HistogramBin {
  x: number;
  width: number;
  /** The part that was done. */
  y: number;
  height: number;
  /** The part that was refused, on top of it. */
  refusedY: number;
  refusedHeight: number;
  isInRange: boolean;
}

/** Steps a person can read off an axis, shortest first. */
const steps = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, DAY, 7 * DAY, 28 * DAY];

/** Columns fit a phone at 390 px with 4 px each. */
export const maxColumns = 60;
/** A young log has time before it, so that its first minutes do not fill the drawing. */
const leastColumns = 24;

/**
 * The shortest step that shows a span in at most 60 columns.
 *
 * @returns milliseconds
 */
export function histogramStep(fromMs: number, toMs: number): number {
  const span = Math.max(toMs - fromMs, 1);
  return steps.find((step) => span / step <= maxColumns - 2) ?? Math.ceil(span / (maxColumns - 2) / DAY) * DAY;
}

/** A span of time widened to whole steps, and how many columns it has: what the server is asked for. */
export interface HistogramSpan {
  fromMs: number;
  toMs: number;
  stepMs: number;
  columns: number;
}

/**
 * The span that shows everything between two times in steps that begin where a clock shows them.
 *
 * @param offsetMs what local time is ahead of UTC, so that a day begins at the person's midnight
 */
export function histogramSpan(fromMs: number, toMs: number, offsetMs = 0): HistogramSpan {
  const stepMs = histogramStep(fromMs, toMs);
  const start = Math.floor((fromMs + offsetMs) / stepMs) * stepMs - offsetMs;
  const needed = Math.max(1, Math.ceil((Math.max(toMs, fromMs + 1) - start) / stepMs));
  const columns = Math.max(needed, leastColumns);
  const first = start - (columns - needed) * stepMs;
  return { fromMs: first, toMs: first + columns * stepMs, stepMs, columns };
}

/** Lays bins side by side on a drawing; what there is of a kind is at least one unit high, so that a single refusal shows. */
export function layOutHistogram(
  bins: readonly HistogramBin[],
  view: { width: number; height: number },
  range: { fromMs?: number | undefined; toMs?: number | undefined },
): HistogramColumn[] {
  const most = Math.max(1, ...bins.map((bin) => bin.records));
  const pitch = view.width / Math.max(1, bins.length);
  const gap = Math.min(6, pitch * 0.2);
  return bins.map((bin, at) => {
    const refusedHeight = scaled(bin.refused, most, view.height - 1);
    const height = scaled(bin.records - bin.refused, most, view.height - 1 - (bin.refused > 0 ? 1 : 0));
    const top = Math.max(0, view.height - height);
    const refusedY = Math.max(0, top - refusedHeight - (height > 0 && refusedHeight > 0 ? 1 : 0));
    return {
      ...bin,
      x: at * pitch + gap / 2,
      width: pitch - gap,
      y: top,
      height,
      refusedY,
      refusedHeight,
      isInRange: bin.fromMs >= (range.fromMs ?? Number.NEGATIVE_INFINITY) && bin.fromMs < (range.toMs ?? Number.POSITIVE_INFINITY),
    };
  });
}

function scaled(count: number, most: number, height: number): number {
  return count === 0 ? 0 : Math.max(1, Math.round((count / most) * height));
}

/** The bin with most records, for the words beside the drawing; null where there is no record. */
export function busiestBin(bins: readonly HistogramBin[]): HistogramBin | null {
  let busiest: HistogramBin | null = null;
  for (const bin of bins) if (bin.records > (busiest?.records ?? 0)) busiest = bin;
  return busiest;
}

/** The range of time that two columns span, whichever was touched first. */
export function rangeOfColumns(
  bins: readonly HistogramBin[],
  one: number,
  other: number,
  stepMs: number,
): { fromMs: number; toMs: number } | null {
  const first = bins[Math.min(one, other)];
  const last = bins[Math.max(one, other)];
  return first && last ? { fromMs: first.fromMs, toMs: last.fromMs + stepMs } : null;
}
