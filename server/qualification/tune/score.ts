import type { Speeds, Visit } from './profile.ts';

/**
 * What counts how much. Most answers on a team's box are written alone: that speed is what one person sees. Together is what is left
 * for each when everybody asks, and reading is the wait before the first word: they weigh the same.
 */
export const weights: Speeds = { alone: 0.4, together: 0.3, reading: 0.3 };

/** A lead below this is noise: the plan stays. */
export const LEAD_MIN = 0.02;

const names = ['alone', 'together', 'reading'] as const;

/** How much faster than the plan a candidate is: the weighted geometric mean, so that twice as fast counts the same in each. */
export function scoreOf(speeds: Speeds, plan: Speeds): number {
  return Math.exp(names.reduce((sum, name) => sum + weights[name] * Math.log(speeds[name] / plan[name]), 0));
}

/** The middle of each speed over some visits; null of none. */
export function medianOf(visits: readonly Visit[]): Speeds | null {
  return visits.length === 0 ? null : each(visits, middle);
}

/** The largest less the smallest of each speed; null of none. */
export function spreadOf(visits: readonly Visit[]): Speeds | null {
  return visits.length === 0 ? null : each(visits, (sorted) => (sorted.at(-1) ?? 0) - (sorted[0] ?? 0));
}

function each(visits: readonly Visit[], of: (sorted: readonly number[]) => number): Speeds {
  const found = (name: (typeof names)[number]) => Math.round(of(visits.map((visit) => visit[name]).toSorted((a, b) => a - b)) * 100) / 100;
  return { alone: found('alone'), together: found('together'), reading: found('reading') };
}

function middle(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  return ((sorted[Math.floor(half - 0.5)] ?? 0) + (sorted[Math.ceil(half - 0.5)] ?? 0)) / 2;
}
