import { type Dirent, type Stats, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError, type DataFolder } from '#server/platform/index.ts';

/** The first entry of a backup. */
export const HEAD_NAME = 'backup.json';
/** The last one: the SHA-256 of every other entry, as `sha256sum --check` reads it. Without it the file was cut. */
export const DIGESTS_NAME = 'SHA256SUMS';

export const headSchema = z.object({ format: z.literal(1), version: z.string(), madeAt: z.string() });
export type BackupHead = z.infer<typeof headSchema>;

/**
 * What a backup holds, by its name in the data folder: the databases with their proof, the keys, the mirrors, and the indexes,
 * which could be built again but would keep a restored box from answering for as long. Models come from the stick.
 */
export const contents = ['app.db', 'events.db', 'audit-checkpoint', 'keys', 'mirrors', 'indexes'] as const;

/** A file or folder to back up: `name` is its path in the backup. Folders are kept because git wants some that are empty. */
export type BackupFile = { kind: 'file' | 'folder'; name: string; path: string; sizeBytes: number };

/**
 * Lists what goes into a backup.
 *
 * @param snapshotDir where `beginBackup` put the databases, the checkpoint and the indexes as they were at one moment
 */
export async function listBackup(folder: DataFolder, snapshotDir: string): Promise<BackupFile[]> {
  const files: BackupFile[] = [];
  for (const name of ['app.db', 'events.db', 'audit-checkpoint', 'indexes']) await collect(join(snapshotDir, name), name, files);
  await collect(folder.keys, 'keys', files);
  await collect(folder.mirrors, 'mirrors', files);
  return files;
}

async function collect(path: string, name: string, into: BackupFile[]): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found?.isFile()) into.push({ kind: 'file', name, path, sizeBytes: found.size });
  if (!found?.isDirectory()) return;
  if (name) into.push({ kind: 'folder', name, path, sizeBytes: 0 });
  const entries = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isFile() || entry.isDirectory());
  for (const entry of entries.sort(objectsLast)) await collect(join(path, entry.name), `${name}/${entry.name}`, into);
}

/**
 * In a mirror the objects come last: what a reference names was there before it, so a mirror that is fetched into meanwhile is
 * copied with every object its references need.
 */
function objectsLast(a: Dirent, b: Dirent): number {
  const rank = ({ name }: Dirent) => (name === 'objects' ? 1 : 0);
  return rank(a) - rank(b) || (a.name < b.name ? -1 : 1);
}

/** Bytes below a folder; 0 where there is none. */
export async function bytesBelow(path: string): Promise<number> {
  const files: BackupFile[] = [];
  await collect(path, '', files);
  return files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

/** Whether a name in a backup is one that `listBackup` gives: no other path is ever written. */
export function isContentName(name: string): boolean {
  const parts = name.split('/');
  const isPlain = parts.every((part) => part !== '' && part !== '.' && part !== '..') && !/[\0\\]/.test(name);
  return isPlain && contents.some((root) => root === parts[0]);
}

/** @throws AppError `backup.notABackup` */
export function parseHead(file: string, text: string): BackupHead {
  try {
    return headSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('backup.notABackup', { file }, { cause });
  }
}

/** The size of a file that this user may read; null where it is none. */
export function fileStat(path: string): Stats | null {
  try {
    const found = statSync(path);
    return found.isFile() ? found : null;
  } catch {
    return null;
  }
}
