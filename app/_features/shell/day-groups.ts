export type DayGroup<T> = { day: 'today' | 'yesterday' | 'week' | 'month' | 'older'; items: T[] };

const DAY_MS = 24 * 60 * 60_000;

/**
 * Sorts things into the days a reader thinks in, newest first. Days begin at midnight of the reader's own zone.
 *
 * @param nowMs the present, in milliseconds since 1970
 */
export function dayGroups<T extends { updatedAtMs: number }>(items: readonly T[], nowMs: number): DayGroup<T>[] {
  const today = new Date(nowMs).setHours(0, 0, 0, 0);
  // Half a day back from midnight lands in the day before, on days of 23 and 25 hours too.
  const yesterday = new Date(today - DAY_MS / 2).setHours(0, 0, 0, 0);
  const groups: DayGroup<T>[] = (['today', 'yesterday', 'week', 'month', 'older'] as const).map((day) => ({ day, items: [] }));
  const starts = [today, yesterday, today - 7 * DAY_MS, today - 30 * DAY_MS, Number.NEGATIVE_INFINITY];
  for (const item of items.toSorted((a, b) => b.updatedAtMs - a.updatedAtMs)) {
    groups[starts.findIndex((start) => item.updatedAtMs >= start)]?.items.push(item);
  }
  return groups.filter((group) => group.items.length > 0);
}
