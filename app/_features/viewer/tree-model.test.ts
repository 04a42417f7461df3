import { describe, expect, it } from 'vitest';
import { flattenTree, foldersAbove, type ListedFolders, moveInTree } from './tree-model.ts';

const folders: ListedFolders = new Map([
  [
    '',
    [
      { name: 'README.md', kind: 'file' as const },
      { name: 'src', kind: 'folder' as const },
      { name: 'docs', kind: 'folder' as const },
    ],
  ],
  [
    'src',
    [
      { name: 'b.ts', kind: 'file' as const },
      { name: 'a', kind: 'folder' as const },
    ],
  ],
]);

describe('the tree', () => {
  it('puts folders first and shows what is inside an open one', () => {
    const rows = flattenTree(folders, new Set(['src']));
    expect(rows.map((row) => `${row.depth} ${row.path}`)).toEqual(['0 docs', '0 src', '1 src/a', '1 src/b.ts', '0 README.md']);
    expect(rows[3]).toMatchObject({ place: 2, siblings: 2, isOpen: false, kind: 'file' });
  });

  it('shows one row for an open folder that is still on its way', () => {
    const rows = flattenTree(folders, new Set(['docs']));
    expect(rows.map((row) => row.kind)).toEqual(['folder', 'loading', 'folder', 'file']);
    expect(flattenTree(new Map(), new Set())).toMatchObject([{ kind: 'loading', depth: 0 }]);
  });

  it('names the folders above a path, the root first', () => {
    expect(foldersAbove('a/b/c.ts')).toEqual(['', 'a', 'a/b']);
    expect(foldersAbove('c.ts')).toEqual(['']);
    expect(foldersAbove('')).toEqual(['']);
  });

  it('follows the arrow keys as the tree pattern says', () => {
    const rows = flattenTree(folders, new Set(['src']));
    expect(moveInTree(rows, 0, 'ArrowRight')).toEqual({ open: 'docs' });
    expect(moveInTree(rows, 1, 'ArrowRight')).toEqual({ go: 2 });
    expect(moveInTree(rows, 1, 'ArrowLeft')).toEqual({ close: 'src' });
    expect(moveInTree(rows, 3, 'ArrowLeft')).toEqual({ go: 1 });
    expect(moveInTree(rows, 4, 'ArrowLeft')).toBeNull();
    expect(moveInTree(rows, 4, 'ArrowDown')).toBeNull();
    expect(moveInTree(rows, 0, 'End')).toEqual({ go: 4 });
  });

  it('does not enter an open folder that has nothing in it', () => {
    const empty: ListedFolders = new Map([
      [
        '',
        [
          { name: 'a', kind: 'folder' as const },
          { name: 'b', kind: 'file' as const },
        ],
      ],
      ['a', []],
    ]);
    expect(moveInTree(flattenTree(empty, new Set(['a'])), 0, 'ArrowRight')).toBeNull();
  });
});
