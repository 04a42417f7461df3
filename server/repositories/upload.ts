import { createWriteStream } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Actor, AppError, actorId, db, diskSpace, limits, newSecret, now } from '#server/platform/index.ts';
import { places } from './places.ts';
import { isGitBundle } from './source.ts';

/** Bytes of the uploads that come in now, by their ids. */
const onTheirWay = new Map<string, { actorId: string; bytes: number }>();

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
 * @throws AppError `request.tooLarge`, `repository.tooManyUploads`, `repository.notGit`, `database.diskFull`
 */
export async function receiveUpload(
  stream: Readable,
  fileName: string,
  actor: Actor,
  { limitBytes, personBytes }: { limitBytes: number; personBytes: number } = {
    limitBytes: limits.uploadBytes,
    personBytes: limits.uploadBytesPerPerson,
  },
): Promise<Upload> {
  const uploadId = newSecret();
  const part = join(places().uploads, `${uploadId}.part`);
  const name = shownName(fileName);
  const coming = { actorId: actorId(actor), bytes: 0 };
  const before = comingOf(coming.actorId);
  onTheirWay.set(uploadId, coming);
  try {
    const heldBytes = await expectPlace(before, coming.actorId, personBytes);
    const allowed = Math.min(limitBytes, (await diskSpace(places().uploads)).freeBytes - SPARE_BYTES);
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        coming.bytes += chunk.length;
        if (coming.bytes > limitBytes) done(new AppError('request.tooLarge', { limitBytes }));
        else if (heldBytes + coming.bytes > personBytes) done(tooMany(personBytes));
        else if (coming.bytes > allowed) done(new AppError('database.diskFull', { folder: places().uploads }));
        else done(null, chunk);
      },
    });
    await pipeline(stream, counted, createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true }));
    // Others may have come in beside it.
    if (sizesOf(await withKept(comingOf(coming.actorId), coming.actorId)).bytes > personBytes) throw tooMany(personBytes);
    if (!(await isGitBundle(part))) throw new AppError('repository.notGit', { source: name });
    await writeFile(factsFile(uploadId), JSON.stringify({ fileName: name, actorId: coming.actorId }), { mode: 0o600 });
    await rename(part, bundleFile(uploadId));
    return { uploadId, fileName: name, sizeBytes: coming.bytes };
  } catch (error) {
    await rm(part, { force: true });
    await rm(factsFile(uploadId), { force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new AppError('database.diskFull', { folder: places().uploads }, { cause: error });
    throw error;
  } finally {
    onTheirWay.delete(uploadId);
  }
}

/** Removes uploads whose day is over, then expects that there is room for one more. @returns bytes that are held already */
async function expectPlace(before: Held, personId: string, personBytes: number): Promise<number> {
  await removeExpired();
  const held = sizesOf(await withKept(before, personId));
  if (held.files >= limits.uploadsPerPerson || held.bytes >= personBytes) throw tooMany(personBytes);
  return held.bytes;
}

/** Uploads of a person by their ids, with their bytes. */
type Held = Map<string, number>;

function comingOf(personId: string): Held {
  return new Map([...onTheirWay].filter(([, one]) => one.actorId === personId).map(([id, { bytes }]) => [id, bytes]));
}

// What comes in is looked at first: one that ends in between is then found on the disk, and counted once.
async function withKept(coming: Held, personId: string): Promise<Held> {
  const held = new Map(coming);
  for (const name of await readdir(places().uploads)) {
    const [, uploadId] = /^(.+)\.json$/.exec(name) ?? [];
    if (!uploadId || (await ownerOf(uploadId)) !== personId) continue;
    const kept = await stat(bundleFile(uploadId)).catch(() => null);
    held.set(uploadId, kept?.size ?? held.get(uploadId) ?? 0);
  }
  return held;
}

function sizesOf(held: Held): { files: number; bytes: number } {
  return { files: held.size, bytes: [...held.values()].reduce((sum, bytes) => sum + bytes, 0) };
}

function tooMany(limitBytes: number): AppError {
  return new AppError('repository.tooManyUploads', { limit: limits.uploadsPerPerson, limitBytes });
}

async function ownerOf(uploadId: string): Promise<string | null> {
  const facts = await readFile(factsFile(uploadId), 'utf8').catch(() => null);
  return facts === null ? null : (JSON.parse(facts) as { actorId: string }).actorId;
}

async function removeExpired(): Promise<void> {
  const open = await db().import.findMany({ where: { state: { in: ['waiting', 'running'] } }, select: { source: true } });
  await sweep(new Set(open.map(({ source }) => source)), (name) => name.endsWith('.part'));
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
  await sweep(inUse, () => false);
}

async function sweep(inUse: ReadonlySet<string>, isComing: (name: string) => boolean): Promise<void> {
  for (const name of await readdir(places().uploads)) {
    const path = join(places().uploads, name);
    const found = await stat(path).catch(() => null);
    const isYoung = found !== null && now().getTime() - found.mtimeMs < KEPT_MS && !name.endsWith('.part');
    const isWanted = isComing(name) || isYoung || inUse.has(path.replace(/\.json$/, '.bundle'));
    if (!isWanted) await rm(path, { force: true });
  }
}

function bundleFile(uploadId: string): string {
  return join(places().uploads, `${uploadId}.bundle`);
}

function factsFile(uploadId: string): string {
  return join(places().uploads, `${uploadId}.json`);
}

function shownName(fileName: string): string {
  const base = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  return base.replace(/\p{Cc}/gu, '').slice(0, FILE_NAME_LENGTH) || 'upload';
}
