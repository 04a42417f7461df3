import { record } from '#server/audit/index.ts';
import { type Actor, AppError, type Authorized, db, limits } from '#server/platform/index.ts';
import type { GitObjects } from './git-objects.ts';
import { type Commit, mirrorBranches } from './mirror.ts';
import { objectsOf } from './object-pool.ts';
import { matchPaths } from './path-match.ts';
import { mirrorDirOf } from './places.ts';
import { decodeText, splitLines } from './text.ts';
import { listFiles, listFolder, type TreeEntry } from './tree.ts';

/** Lines of a file at a revision; `startLine` counts from 1. */
export type SourceLines = { lines: string[]; startLine: number; totalLines: number; blobId: string };

export type SourceFile = { lines: string[]; blobId: string; sizeBytes: number; commit: string; branch: string; encoding: string };

const PATHS_KEPT = 4;
const FOUND_PATHS = 50;
const paths = new Map<string, Promise<string[]>>();

/**
 * Lines of a file, read from git.
 *
 * @param range both ends included, from 1; the end may lie beyond the file's
 * @throws AppError `file.notFound`, `.tooLarge`, `.binary`, `.lineGone`
 */
export async function readLines(
  repository: Authorized<'repository'>,
  commit: string,
  path: string,
  { start, end }: { start: number; end: number },
): Promise<SourceLines> {
  const { lines, blobId } = await readFile(repository, commit, path);
  if (start < 1 || start > lines.length) throw new AppError('file.lineGone', { path, line: start, lines: lines.length });
  return { lines: lines.slice(start - 1, Math.max(start, end)), startLine: start, totalLines: lines.length, blobId };
}

/** A whole file as the viewer shows it. @throws AppError `file.notFound`, `.tooLarge`, `.binary` */
export async function readFile(repository: Authorized<'repository'>, commit: string, path: string): Promise<SourceFile> {
  const { objectStoreId, branch } = await pinned(repository, commit);
  const objects = objectsOf(objectStoreId);
  const { oid: blobId, sizeBytes } = await blobAt(objects, commit, path);
  if (sizeBytes > limits.viewedFileBytes) throw new AppError('file.tooLarge', { path, sizeBytes, limitBytes: limits.viewedFileBytes });
  const decoded = decodeText(await objects.read(blobId));
  if ('reason' in decoded) throw new AppError('file.binary', { path });
  return { lines: splitLines(decoded.text), blobId, sizeBytes, commit, branch, encoding: decoded.encoding };
}

/** A whole file for somebody who looks at it: what is read is recorded. @throws AppError as `readFile` */
export async function openFile(actor: Actor, repository: Authorized<'repository'>, commit: string, path: string): Promise<SourceFile> {
  const file = await readFile(repository, commit, path);
  const row = await db().repository.findUnique({ where: { id: repository.id }, select: { name: true } });
  const details = { repositoryId: repository.id, repository: row?.name ?? '', revision: commit, path, blobId: file.blobId };
  await record(actor, 'file.opened', details);
  return file;
}

/** The id of a file's content at a revision. @throws AppError `file.notFound` */
export async function blobId(repository: Authorized<'repository'>, commit: string, path: string): Promise<string> {
  const { objectStoreId } = await pinned(repository, commit);
  return (await blobAt(objectsOf(objectStoreId), commit, path)).oid;
}

/** What stands in a folder of a revision. @throws AppError `file.notFound` */
export async function listTree(repository: Authorized<'repository'>, commit: string, folder: string): Promise<TreeEntry[]> {
  const { objectStoreId } = await pinned(repository, commit);
  const path = folder.replace(/^\/+/, '').replace(/(?<!\/)\/+$/, '');
  if (path !== '' && !isTreePath(path)) throw new AppError('file.notFound', { path, revision: commit.slice(0, 7) });
  return listFolder(mirrorDirOf(objectStoreId), commit, path);
}

/** The paths of a revision that a few letters mean, best first, at most 50. */
export async function findFile(repository: Authorized<'repository'>, commit: string, text: string): Promise<string[]> {
  const { objectStoreId } = await pinned(repository, commit);
  const key = `${objectStoreId} ${commit}`;
  const listed = paths.get(key) ?? listFiles(mirrorDirOf(objectStoreId), commit).then((files) => files.map(({ path }) => path));
  paths.set(key, listed);
  for (const oldest of paths.keys()) {
    if (paths.size <= PATHS_KEPT) break;
    paths.delete(oldest);
  }
  listed.catch(() => paths.delete(key));
  return matchPaths(await listed, text, FOUND_PATHS);
}

/** The branches of a repository as they were last fetched, the newest first. */
export async function branches(repository: Authorized<'repository'>): Promise<Commit[]> {
  const row = await db().repository.findUnique({ where: { id: repository.id } });
  if (!row) throw new AppError('repository.notFound', { name: repository.id });
  return row.currentRevisionId ? mirrorBranches(mirrorDirOf(row.objectStoreId)) : [];
}

/** Reading is from revisions that were imported, and no other commit of the mirror. */
async function pinned(repository: Authorized<'repository'>, commit: string): Promise<{ objectStoreId: string; branch: string }> {
  const revision = await db().revision.findUnique({
    where: { repositoryId_commit: { repositoryId: repository.id, commit } },
    select: { branch: true, repository: { select: { objectStoreId: true } } },
  });
  if (!revision) throw new AppError('file.notFound', { path: '/', revision: commit.slice(0, 7) });
  return { objectStoreId: revision.repository.objectStoreId, branch: revision.branch };
}

async function blobAt(objects: GitObjects, commit: string, path: string) {
  const info = isTreePath(path) ? await objects.info(`${commit}:${path}`) : null;
  if (info?.type !== 'blob') throw new AppError('file.notFound', { path, revision: commit.slice(0, 7) });
  return info;
}

/** Whether a path can stand in a tree. git takes "./" and "../" for the folder it runs in, and ends where there is none. */
function isTreePath(path: string): boolean {
  return !path.includes('\0') && path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}
