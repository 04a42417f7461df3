/** One name in a folder, as the repository lists it. */
export interface TreeEntry {
  name: string;
  kind: 'file' | 'folder';
}

/** A row of the tree as it stands on the screen. */
export interface TreeRow {
  path: string;
  name: string;
  kind: 'file' | 'folder' | 'loading';
  /** 0 at the root of the repository. */
  depth: number;
  isOpen: boolean;
  /** Place among its siblings, from 1, and how many there are: what a screen reader says. */
  place: number;
  siblings: number;
}

/** Entries by folder path, `''` the root; a folder that is not in here has not been listed yet. */
export type ListedFolders = ReadonlyMap<string, readonly TreeEntry[]>;

/**
 * The rows to draw: every listed folder that is open, depth first, folders before files, by name.
 * An open folder whose entries are still on their way gives one row of kind `loading`.
 */
export function flattenTree(folders: ListedFolders, open: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = [];
  addFolder('', 0, folders, open, rows);
  return rows;
}

function addFolder(path: string, depth: number, folders: ListedFolders, open: ReadonlySet<string>, rows: TreeRow[]): void {
  const entries = folders.get(path);
  if (!entries) {
    rows.push({ path: `${path}/…`, name: '…', kind: 'loading', depth, isOpen: false, place: 1, siblings: 1 });
    return;
  }
  const sorted = [...entries].sort(compareEntries);
  for (const [at, entry] of sorted.entries()) {
    const own = path === '' ? entry.name : `${path}/${entry.name}`;
    const isOpen = entry.kind === 'folder' && open.has(own);
    rows.push({ path: own, name: entry.name, kind: entry.kind, depth, isOpen, place: at + 1, siblings: sorted.length });
    if (isOpen) addFolder(own, depth + 1, folders, open, rows);
  }
}

function compareEntries(a: TreeEntry, b: TreeEntry): number {
  if (a.kind !== b.kind) return a.kind === 'folder' ? -1 : 1;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** The folders that contain a path, the root (`''`) first: `a/b/c.ts` gives `['', 'a', 'a/b']`. */
export function foldersAbove(path: string): string[] {
  const parts = path.split('/').filter((part) => part !== '');
  const above = [''];
  for (let at = 1; at < parts.length; at += 1) above.push(parts.slice(0, at).join('/'));
  return above;
}

/** What an arrow key does to the tree: a row to go to, or a folder to open or close. */
export type TreeMove = { go: number } | { open: string } | { close: string } | null;

/**
 * Where a key leads from a row, as the ARIA tree pattern says: Right opens a closed folder or enters an open one, Left closes an open
 * folder or goes to the folder above.
 */
export function moveInTree(rows: readonly TreeRow[], at: number, key: string): TreeMove {
  const row = rows[at];
  if (!row) return null;
  if (key === 'ArrowDown') return at + 1 < rows.length ? { go: at + 1 } : null;
  if (key === 'ArrowUp') return at > 0 ? { go: at - 1 } : null;
  if (key === 'Home') return { go: 0 };
  if (key === 'End') return { go: rows.length - 1 };
  if (key === 'ArrowRight' && row.kind === 'folder') {
    if (!row.isOpen) return { open: row.path };
    return (rows[at + 1]?.depth ?? -1) > row.depth ? { go: at + 1 } : null;
  }
  if (key === 'ArrowLeft') {
    if (row.isOpen) return { close: row.path };
    const parent = rows.slice(0, at).findLastIndex((other) => other.depth < row.depth);
    return parent >= 0 ? { go: parent } : null;
  }
  return null;
}
