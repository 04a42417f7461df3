import { statSync } from 'node:fs';

/**
 * Goes on as the owner of the data folder when root asks off line: a database file made by root there (SQLite makes them even
 * for reading) would keep the service from starting.
 */
export function becomeOwnerOf(folder: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  if (uid === 0) return;
  process.setgroups?.([gid]);
  process.setgid?.(gid);
  process.setuid?.(uid);
}
