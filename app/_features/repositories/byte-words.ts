const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/**
 * A size as a person reads it: `512 bytes`, `220 KiB`, `61.4 MiB`; one decimal below 100, none above.
 *
 * @param number how the page writes a number in its language
 */
export function byteWords(sizeBytes: number, number: (value: number, options: { maximumFractionDigits: number }) => string): string {
  let value = sizeBytes;
  let unit = 0;
  // 1,023.95 KiB would be written 1,024: the next unit begins a little earlier.
  while (value >= 1_023.95 && unit < units.length - 1) {
    value /= 1_024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${number(value, { maximumFractionDigits: digits })} ${unit === 0 && sizeBytes === 1 ? 'byte' : units[unit]}`;
}
