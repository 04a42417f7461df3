import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromFieldText, toFieldText, zoneOffsetMs } from './zone-time.ts';

const HOUR = 3_600_000;

it('knows summer time and zones of half an hour', () => {
  expect(zoneOffsetMs(Date.UTC(2026, 0, 1), 'Europe/Berlin')).toBe(HOUR);
  expect(zoneOffsetMs(Date.UTC(2026, 6, 1), 'Europe/Berlin')).toBe(2 * HOUR);
  expect(zoneOffsetMs(Date.UTC(2026, 0, 1), 'Asia/Kolkata')).toBe(5.5 * HOUR);
  expect(zoneOffsetMs(Date.UTC(2026, 0, 1), 'UTC')).toBe(0);
});

it('reads back what it writes into a field, in any zone', () => {
  const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Chatham');
  fc.assert(
    fc.property(zones, fc.integer({ min: 0, max: 4e12 }), (zone, ms) => {
      const text = toFieldText(ms, zone);
      // An hour that happens twice in autumn has one spelling: the same text comes back, if not the same hour.
      expect(toFieldText(fromFieldText(text, zone), zone)).toBe(text);
    }),
  );
  expect(fromFieldText('', 'UTC')).toBeUndefined();
  expect(toFieldText(undefined, 'UTC')).toBe('');
});
