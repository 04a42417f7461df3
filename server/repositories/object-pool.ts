import { type GitObjects, openObjects } from './git-objects.ts';
import { mirrorDirOf } from './places.ts';

/** A mirror nobody reads from gives its process back after this long. */
const IDLE_MS = 60_000;
const MIRRORS_OPEN = 8;

type Pooled = { objects: GitObjects; idle: NodeJS.Timeout };

const pool = new Map<string, Pooled>();

/** git's objects of one store, kept open between reads. */
export function objectsOf(objectStoreId: string): GitObjects {
  const known = pool.get(objectStoreId);
  if (known?.objects.isOpen()) {
    known.idle.refresh();
    return known.objects;
  }
  for (const oldest of pool.keys()) {
    if (pool.size < MIRRORS_OPEN) break;
    closeObjectsOf(oldest);
  }
  const idle = setTimeout(() => closeObjectsOf(objectStoreId), IDLE_MS);
  idle.unref();
  const objects = openObjects(mirrorDirOf(objectStoreId));
  pool.set(objectStoreId, { objects, idle });
  return objects;
}

export function closeObjectsOf(objectStoreId: string): void {
  const known = pool.get(objectStoreId);
  if (!known) return;
  clearTimeout(known.idle);
  pool.delete(objectStoreId);
  known.objects.close();
}

export function closeAllObjects(): void {
  for (const objectStoreId of [...pool.keys()]) closeObjectsOf(objectStoreId);
}
