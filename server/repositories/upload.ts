import { createWriteStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Actor, AppError, actorId, limits, newSecret, now } from '#server/platform/index.ts';
import { places } from './places.ts';
import { isGitBundle } from './source.ts';

/** An uploaded file that waits to be imported. */
export type Upload = { uploadId: string; fileName: string; sizeBytes: number };

/** Room that must stay on the disk: the database and its log go on while somebody uploads. */
const SPARE_BYTES = 1024 ** 3;
/** An upload that nobody imported. */
const KEPT_MS = 24 * 60 * 60_000;
const ID = /^[A-Za-z0-9_-]{20,40}$/;
const FILE_NAME_LENGTH = 200;

/**
 * Takes in a git bundle. Nothing stays of one that breaks off, is too large, or is no git bundle.
 *
 * @param fileName as the person's machine calls it; shown, never used as a path
 * @throws AppError `request.tooLarge`, `repository.notGit`, `database.diskFull`
 */
export async function receiveUpload(
  stream: Readable,
  fileName: string,
  actor: Actor,
  limitBytes: number = limits.uploadBytes,
): Promise<Upload> {
  const uploadId = newSecret();
  const part = join(places().uploads, `${uploadId}.part`);
  const name = shownName(fileName);
  let sizeBytes = 0;
  try {
    const allowed = Math.min(limitBytes, (await freeBytes(places().uploads)) - SPARE_BYTES);
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sizeBytes += chunk.length;
        if (sizeBytes > limitBytes) done(new AppError('request.tooLarge', { limitBytes }));
        else if (sizeBytes > allowed) done(new AppError('database.diskFull', { folder: places().uploads }));
        else done(null, chunk);
      },
    });
    await pipeline(stream, counted, createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true }));
    if (!(await isGitBundle(part))) throw new AppError('repository.notGit', { source: name });
    await writeFile(factsFile(uploadId), JSON.stringify({ fileName: name, actorId: actorId(actor) }), { mode: 0o600 });
    await rename(part, bundleFile(uploadId));
    return { uploadId, fileName: name, sizeBytes };
  } catch (error) {
    await rm(part, { force: true });
    await rm(factsFile(uploadId), { force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new AppError('database.diskFull', { folder: places().uploads }, { cause: error });
    throw error;
  }
}

/**
 * The file of an upload, for whoever uploaded it.
 *
 * @throws AppError `repository.sourceMissing`
 */
export async function uploadedFile(uploadId: string, actor: Actor): Promise<{ path: string; fileName: string }> {
  const missing = new AppError('repository.sourceMissing', { source: 'upload' });
  if (!ID.test(uploadId)) throw missing;
  try {
    const facts = JSON.parse(await readFile(factsFile(uploadId), 'utf8')) as { fileName: string; actorId: string };
    if (facts.actorId !== actorId(actor)) throw missing;
    return { path: bundleFile(uploadId), fileName: facts.fileName };
  } catch {
    throw missing;
  }
}

/** Whether a path is that of an upload: such a file goes once it was imported. */
export function isUpload(path: string): boolean {
  return dirname(path) === places().uploads;
}

/** Removes an upload and what is known of it. */
export async function removeUpload(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(path.replace(/\.bundle$/, '.json'), { force: true });
}

/** Removes what broke off and what nobody imported within a day. Called at start-up. */
export async function sweepUploads(inUse: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(places().uploads)) {
    const path = join(places().uploads, name);
    const ageMs = now().getTime() - (await stat(path)).mtimeMs;
    const isWanted = inUse.has(path.replace(/\.json$/, '.bundle')) || (ageMs < KEPT_MS && !name.endsWith('.part'));
    if (!isWanted) await rm(path, { force: true });
  }
}

function bundleFile(uploadId: string): string {
  return join(places().uploads, `${uploadId}.bundle`);
}

function factsFile(uploadId: string): string {
  return join(places().uploads, `${uploadId}.json`);
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function shownName(fileName: string): string {
  const base = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  return base.replace(/\p{Cc}/gu, '').slice(0, FILE_NAME_LENGTH) || 'upload';
}
