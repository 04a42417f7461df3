/**
 * What a zone's clock is ahead of UTC at a time.
 *
 * @param zone an IANA name
 * @returns milliseconds, negative west of Greenwich
 */
export function zoneOffsetMs(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(new Date(ms));
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return local - Math.floor(ms / 1_000) * 1_000;
}

/** A time as a browser's field for date and time spells it, by the zone's clock, to the minute. */
export function toFieldText(ms: number | undefined, zone: string): string {
  return ms === undefined ? '' : new Date(ms + zoneOffsetMs(ms, zone)).toISOString().slice(0, 16);
}

/** The time that such a field names; undefined for an empty one. A time that a change of clocks leaves out is the one an hour later. */
export function fromFieldText(text: string, zone: string): number | undefined {
  const local = Date.parse(`${text}Z`);
  if (text === '' || !Number.isFinite(local)) return undefined;
  const guess = local - zoneOffsetMs(local, zone);
  return local - zoneOffsetMs(guess, zone);
}
