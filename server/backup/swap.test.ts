import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '#test/support/temp-folder.ts';
import { finishRestore } from './swap.ts';

const names = ['app.db', 'events.db', 'audit-checkpoint'];

/** A data folder in the middle of a restore: the mark is set, and `swapped` names have changed places already. */
async function cutRestore(dataDir: string, swapped: number): Promise<void> {
  for (const folder of ['restore-new', 'restore-before']) await mkdir(join(dataDir, folder));
  for (const name of names) {
    await writeFile(join(dataDir, name), 'old');
    await writeFile(join(dataDir, 'restore-new', name), 'new');
  }
  await writeFile(join(dataDir, 'app.db-wal'), 'old');
  for (const name of names.slice(0, swapped)) {
    if (name === 'app.db') await rename(join(dataDir, 'app.db-wal'), join(dataDir, 'restore-before', 'app.db-wal'));
    await rename(join(dataDir, name), join(dataDir, 'restore-before', name));
    await rename(join(dataDir, 'restore-new', name), join(dataDir, name));
  }
  await writeFile(join(dataDir, 'restore-decided'), '');
}

it('goes on with a restore that was cut, wherever it was cut', async () => {
  for (const swapped of [0, 1, 2, 3]) {
    await using folder = await tempFolder();
    await cutRestore(folder.path, swapped);
    expect(await finishRestore(folder.path)).toBe(true);
    for (const name of names) expect(await readFile(join(folder.path, name), 'utf8')).toBe('new');
    for (const gone of ['app.db-wal', 'restore-new', 'restore-before', 'restore-decided'])
      expect(existsSync(join(folder.path, gone))).toBe(false);
  }
});

it('goes on between putting aside and putting in', async () => {
  await using folder = await tempFolder();
  await cutRestore(folder.path, 0);
  await rename(join(folder.path, 'app.db-wal'), join(folder.path, 'restore-before', 'app.db-wal'));
  await rename(join(folder.path, 'app.db'), join(folder.path, 'restore-before', 'app.db'));
  await finishRestore(folder.path);
  expect(await readFile(join(folder.path, 'app.db'), 'utf8')).toBe('new');
});

it('clears away a restore that was never decided', async () => {
  await using folder = await tempFolder();
  await mkdir(join(folder.path, 'restore-new'));
  await writeFile(join(folder.path, 'app.db'), 'old');
  expect(await finishRestore(folder.path)).toBe(false);
  expect(await readFile(join(folder.path, 'app.db'), 'utf8')).toBe('old');
  expect(existsSync(join(folder.path, 'restore-new'))).toBe(false);
});
