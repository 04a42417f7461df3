import { describe, expect, it } from 'vitest';
import { dayGroups } from './day-groups.ts';

const at = (text: string) => new Date(text).getTime();
const named = (id: string, when: string) => ({ id, updatedAtMs: at(when) });

describe('dayGroups', () => {
  const now = at('2026-11-24T10:40:00');

  it('puts midnight into the day that it begins', () => {
    const groups = dayGroups(
      [named('a', '2026-11-24T00:00:00'), named('b', '2026-11-23T23:59:59'), named('c', '2026-11-23T00:00:00')],
      now,
    );
    expect(groups.map((group) => [group.day, group.items.map((item) => item.id)])).toEqual([
      ['today', ['a']],
      ['yesterday', ['b', 'c']],
    ]);
  });

  it('has the newest first and leaves out empty days', () => {
    const groups = dayGroups(
      [named('old', '2025-01-01T12:00:00'), named('a', '2026-11-18T09:00:00'), named('b', '2026-11-19T09:00:00')],
      now,
    );
    expect(groups.map((group) => [group.day, group.items.map((item) => item.id)])).toEqual([
      ['week', ['b', 'a']],
      ['older', ['old']],
    ]);
  });

  it('counts a clock that runs ahead as today', () => {
    expect(dayGroups([named('ahead', '2026-11-24T11:00:00')], now)[0]?.day).toBe('today');
  });
});
