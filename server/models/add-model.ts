import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { type Actor, AppError, type Authorized, db, limits } from '#server/platform/index.ts';
import { copyFile } from './copy-file.ts';
import { digestOfParts } from './file-digest.ts';
import { modelFilesIn } from './find-model-file.ts';
import { type GgufSet, readGgufSet } from './gguf-set.ts';
import { type GivenLicence, licenceOf } from './licence.ts';
import { modelFacts } from './model-facts.ts';
import { expectModelRoom } from './model-room.ts';
import { digests, type Registration, register, seen } from './register.ts';

export type AddModel = {
  /** A GGUF file, any part of a split one, or a folder that holds one model. */
  path: string;
  license?: GivenLicence;
};

export type AddedModel = {
  id: string;
  name: string;
  sha256: string;
  /** False where its digest was known. */
  isNew: boolean;
};

export type AddOptions = {
  /** The data folder's `models`. */
  folder: string;
  onBytes?: (done: number, total: number) => void;
  signal?: AbortSignal;
};

/** Unfinished work stands in folders of this name, and goes with the next try if a kill left it. */
const UNFINISHED = '.unfinished-add-';

/**
 * Brings a model into the data folder: its header is checked by our own bounds before anything else, it is copied and digested in
 * one reading, and its copy is checked once more as it lies on our disk. One that lies in the data folder already stays where it
 * is. At the end all of it is there, or nothing.
 *
 * @throws AppError `model.missing`, `model.partMissing`, `model.several`, `model.unreadable`, `model.damaged`,
 *   `model.licenseMissing`, `model.nameTaken`, `model.diskFull`, `database.diskFull`; the signal's reason when aborted
 */
export async function addModel(actor: Actor, _box: Authorized<'appliance'>, wanted: AddModel, options: AddOptions): Promise<AddedModel> {
  const file = await modelFileAt(resolve(wanted.path));
  const set = await readGgufSet(file);
  const facts = modelFacts(file, set);
  const found = { facts, set, licence: await licenceOf(file, facts.license, wanted.license), origin: file };
  const folder = resolve(options.folder);
  if (`${dirname(file)}${sep}`.startsWith(`${folder}${sep}`)) {
    const parts = await digests(set, options);
    const known = await knownModel(parts);
    const id = await register(actor, { ...found, parts });
    return { id, name: facts.name, sha256: digestOfParts(parts.map(({ sha256 }) => sha256)), isNew: known === null };
  }
  return copied(actor, found, { ...options, folder });
}

async function copied(actor: Actor, found: Omit<Registration, 'parts'>, options: AddOptions): Promise<AddedModel> {
  const { name } = found.facts;
  const target = join(options.folder, folderName(name));
  await expectPlace(options.folder, target, name, found.set.sizeBytes);
  const work = await mkdtemp(join(options.folder, UNFINISHED));
  let isMoved = false;
  try {
    const sums = await copyParts(found.set, work, options);
    const known = await knownModel(sums.map((sha256) => ({ sha256 })));
    if (known) return { ...known, isNew: false };
    if (found.licence.text !== null) await writeFile(join(work, 'LICENSE'), found.licence.text, { mode: 0o600 });
    // What lies on our disk is what counts: a stick may have been swapped between two readings.
    const set = await readGgufSet(join(work, basename(found.set.files[0]?.file ?? '')));
    const facts = modelFacts(found.origin, set);
    await rename(work, target);
    isMoved = true;
    const parts = await Promise.all(
      set.files.map(async ({ file }, i) => ({ ...(await seen(join(target, basename(file)))), sha256: sums[i] ?? '' })),
    );
    const id = await register(actor, { ...found, facts, set, parts });
    isMoved = false;
    return { id, name, sha256: digestOfParts(sums), isNew: true };
  } finally {
    await rm(work, { recursive: true, force: true });
    // Not recorded is not there.
    if (isMoved) await rm(target, { recursive: true, force: true });
  }
}

async function copyParts(set: GgufSet, work: string, { onBytes, signal }: AddOptions): Promise<string[]> {
  const sums: string[] = [];
  let done = 0;
  for (const { file, sizeBytes } of set.files) {
    const onPiece = (bytes: number) => {
      done += bytes;
      onBytes?.(done, set.sizeBytes);
    };
    sums.push(await copyFile(file, join(work, basename(file)), sizeBytes, { onBytes: onPiece, ...(signal && { signal }) }));
  }
  return sums;
}

/** A model of these digests whose files are still there. */
async function knownModel(parts: readonly { sha256: string }[]): Promise<{ id: string; name: string; sha256: string } | null> {
  const select = { id: true, name: true, sha256: true, file: true } as const;
  const found = await db().model.findUnique({ where: { sha256: digestOfParts(parts.map(({ sha256 }) => sha256)) }, select });
  if (!found || !(await stat(found.file).catch(() => null))) return null;
  return { id: found.id, name: found.name, sha256: found.sha256 };
}

async function modelFileAt(path: string): Promise<string> {
  const found = await stat(path).catch((cause) => {
    throw new AppError('model.missing', { file: path }, { cause });
  });
  if (!found.isDirectory()) return path;
  const files = modelFilesIn(path);
  if (files.length > 1) throw new AppError('model.several', { folder: path, files: files.map((file) => basename(file)).join(', ') });
  if (!files[0]) throw new AppError('model.missing', { file: join(path, '*.gguf') });
  return files[0];
}

/** Room for the copy, and a name that is free. What a killed run has left goes first. */
async function expectPlace(folder: string, target: string, name: string, sizeBytes: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const left of (await readdir(folder)).filter((entry) => entry.startsWith(UNFINISHED))) {
    await rm(join(folder, left), { recursive: true, force: true });
  }
  if (await stat(target).catch(() => null)) throw new AppError('model.nameTaken', { name, folder: target });
  await expectModelRoom(folder, sizeBytes + limits.diskFreeBytes);
}

/** A folder's name out of a file's: a stick may hold names that no other system takes. */
function folderName(name: string): string {
  return (
    name
      .replace(/[^\w.+-]+/g, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 128) || 'model'
  );
}
