import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contents } from './contents.ts';

/** Folders of a restore, below the data folder: what comes, and what was there. */
export const comingFolder = (dataDir: string) => join(dataDir, 'restore-new');
const beforeFolder = (dataDir: string) => join(dataDir, 'restore-before');
const mark = (dataDir: string) => join(dataDir, 'restore-decided');

/** SQLite's companions of a database belong to it and to no other. */
const companions = ['-wal', '-shm'];

/**
 * Puts what was unpacked in the place of what is there. From the mark on the way leads forward only: a cut in between is gone on
 * with by `finishRestore`, at the next start or restore.
 */
export async function swapIn(dataDir: string): Promise<void> {
  await syncFolder(comingFolder(dataDir));
  await writeFile(mark(dataDir), '', { mode: 0o600, flush: true });
  await syncFolder(dataDir);
  await finishRestore(dataDir);
}

/**
 * Goes on with a restore that was decided and cut, or clears away one that was not. Needs the data folder's lock.
 *
 * @returns whether one was gone on with
 */
export async function finishRestore(dataDir: string): Promise<boolean> {
  const isDecided = existsSync(mark(dataDir));
  if (isDecided) {
    await mkdir(beforeFolder(dataDir), { recursive: true, mode: 0o700 });
    for (const name of contents) await swapOne(dataDir, name);
    await syncFolder(dataDir);
    await rm(mark(dataDir));
    await syncFolder(dataDir);
  }
  await rm(comingFolder(dataDir), { recursive: true, force: true });
  await rm(beforeFolder(dataDir), { recursive: true, force: true });
  return isDecided;
}

/** Can be run again at any point: what has come is gone from the folder of what comes. */
async function swapOne(dataDir: string, name: string): Promise<void> {
  const coming = join(comingFolder(dataDir), name);
  const here = join(dataDir, name);
  const aside = join(beforeFolder(dataDir), name);
  // Each is put aside once: where an earlier run got as far as that, what is here now is the new one.
  if (existsSync(aside)) {
    if (existsSync(coming)) await rename(coming, here);
    return;
  }
  for (const suffix of companions) if (existsSync(here + suffix)) await rename(here + suffix, aside + suffix);
  if (existsSync(here)) await rename(here, aside);
  if (existsSync(coming)) await rename(coming, here);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync();
  await folder.close();
}
