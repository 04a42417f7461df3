/** What the viewer's address names. */
export interface ViewerAddress {
  repository: string;
  revision: string;
  /** '' for the root. */
  path: string;
}

/** Reads `/r/REPOSITORY/REVISION/PATH…`; null where it is none, or a part is not spelt as addresses are. */
export function parseViewerPath(pathname: string): ViewerAddress | null {
  const [, room, ...parts] = pathname.split('/');
  if (room !== 'r' || parts.length < 2) return null;
  try {
    const [repository = '', revision = '', ...path] = parts.map(decodeURIComponent);
    return repository === '' || revision === '' ? null : { repository, revision, path: path.filter((part) => part !== '').join('/') };
  } catch {
    return null;
  }
}

/** The longest line in columns, tabs as four: the width that the text needs, so that it does not change while one scrolls. */
export function longestLine(lines: readonly string[], mostColumns: number): number {
  let longest = 0;
  for (const line of lines) {
    if (line.length <= longest / 4) continue;
    longest = Math.max(longest, columnsOf(line));
  }
  return Math.min(longest, mostColumns);
}

function columnsOf(line: string): number {
  let columns = 0;
  for (const character of line) columns += character === '\t' ? 4 - (columns % 4) : isWide(character) ? 2 : 1;
  return columns;
}

/** East Asian wide characters and emoji take two columns of a monospace face. */
function isWide(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xff60) ||
    code >= 0x1f300
  );
}

export interface FileSymbol {
  name: string;
  kind: string;
  line: number;
}

/** The symbol that a line stands in: the last one that begins at or above it; -1 above the first. Symbols are in order of lines. */
export function symbolAt(symbols: readonly FileSymbol[], line: number): number {
  let low = 0;
  let high = symbols.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((symbols[middle]?.line ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
