/** Parameters as a person reads them: a name that ends in Bytes is a size, one that ends in Ms a time. */
export function shownParams(params: object): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, shown(name, value)]));
}

function shown(name: string, value: unknown): string {
  if (typeof value !== 'number') return String(value);
  if (/Bytes$/.test(name)) return shownBytes(value);
  if (/Ms$/.test(name)) return value < 1_000 ? `${value} ms` : `${Number((value / 1_000).toFixed(1))} s`;
  return String(value);
}

function shownBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${Number((bytes / 1024 ** power).toFixed(1))} ${units[power]}`;
}
