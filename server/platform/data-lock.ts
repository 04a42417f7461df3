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
  const database = new Database(join(dataDir, 'appliance.lock'), { timeout: 0 });
  try {
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    throw new AppError('appliance.alreadyRunning', { folder: dataDir }, { cause });
  }
  held.add(database);
  return () => {
    held.delete(database);
    database.close();
  };
}
