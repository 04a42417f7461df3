import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from './errors.ts';

/** Kept here, for a connection that is garbage-collected would release its lock. */
const held = new Set<Database.Database>();

/**
 * Takes the data folder for this process. The kernel releases the lock with the process, even after kill -9: nothing stale
 * is left to clean up.
 *
 * @returns releases the lock
 * @throws AppError `appliance.alreadyRunning`
 */
export function lockDataFolder(dataDir: string): () => void {
  const file = join(dataDir, 'appliance.lock');
  const database = new Database(file, { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new AppError('appliance.alreadyRunning', { folder: dataDir, pid: holderOf(file) }, { cause });
  }
  held.add(database);
  return () => {
    held.delete(database);
    database.close();
  };
}

/** The process that holds a lock on a file, as the kernel lists it; the file itself is not opened. */
function holderOf(file: string): string {
  const inode = statSync(file).ino;
  const held = readFileSync('/proc/locks', 'utf8').split('\n');
  const line = held.find((one) => one.split(/[\s:]+/).includes(String(inode)) && /\bWRITE\b/.test(one));
  // 0 is a process of another namespace.
  return /WRITE +([1-9]\d*) /.exec(line ?? '')?.[1] ?? 'unknown';
}
