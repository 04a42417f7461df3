import { join } from 'node:path';
import type { DataFolder } from '#server/platform/index.ts';

let folder: DataFolder | null = null;

/** Tells this room where its files are. Called once, by the composition root. */
export function setPlaces(data: DataFolder): void {
  folder = data;
}

/** Where the files of object stores, uploads and indexes stand. */
export function places(): Pick<DataFolder, 'mirrors' | 'indexes' | 'uploads'> {
  if (!folder) throw new Error('the repositories room is not started');
  return folder;
}

export function mirrorDirOf(objectStoreId: string): string {
  return join(places().mirrors, `${objectStoreId}.git`);
}

export function indexFileOf(objectStoreId: string): string {
  return join(places().indexes, `${objectStoreId}.db`);
}
