/** A line of the terminal: how it stands, what it is about, what was found; and the remedy below. */
export function standLine(stand: 'ok' | 'now' | 'LOOK' | 'FAIL', title: string, text: string, remedy = ''): string[] {
  const line = `${stand.padEnd(6)}${title.padEnd(13)}${text}`;
  return remedy ? [line, `      -> ${remedy}`] : [line];
}

/** Rows with columns of even width, two spaces between. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((known, row) => row.map((cell, at) => Math.max(known[at] ?? 0, cell.length)), []);
  return rows.map((row) => row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  '));
}

/** The two largest units of a duration: "3 h 12 min". */
export function shownDuration(ms: number): string {
  const units: [string, number][] = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ];
  const first = units.findIndex(([, size]) => ms >= size);
  if (first < 0) return '0 s';
  let rest = ms;
  const parts = units.slice(first, first + 2).map(([name, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? `${count} ${name}` : '';
  });
  return parts.filter(Boolean).join(' ');
}

/** An ISO time as a person reads it, in UTC. */
export function shownTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
