import { db } from '#server/platform/index.ts';
import { digestOfParts, fileDigest } from './file-digest.ts';
import { type GgufSet, ggufSetFiles, readGgufSet } from './gguf-set.ts';
import { type ModelFacts, modelFacts } from './model-facts.ts';
import { digests, register, seen } from './register.ts';
import type { ServedModel } from './served-model.ts';

export type OpenModelOptions = { onBytes?: (done: number, total: number) => void; signal?: AbortSignal };

/**
 * Reads, checks and registers a model file, or all parts of a split one. Its digest is computed once: files of the same path,
 * size, time and inode are not read again.
 *
 * @param file its one file, or any part
 * @throws AppError `model.missing`, `model.partMissing`, `model.unreadable`, `model.damaged`; the signal's reason when aborted
 */
export async function openModel(file: string, { onBytes, signal }: OpenModelOptions = {}): Promise<ServedModel> {
  const set = await readGgufSet(file);
  const facts = modelFacts(file, set);
  const known = await knownModel(set);
  if (known) return served(known.id, set, known.sha256, facts);
  const parts = await digests(set, { ...(onBytes && { onBytes }), ...(signal && { signal }) });
  const licence = { name: facts.license, text: null, source: 'metadata' as const, reason: null };
  const id = await register({ kind: 'system', part: 'models' }, { facts, set, parts, licence, origin: '' });
  return served(id, set, digestOfParts(parts.map((part) => part.sha256)), facts);
}

/** A model as `openModel` gives it, without a database to register it in: for off-line commands. */
export async function inspectModel(file: string): Promise<ServedModel> {
  const set = await readGgufSet(file);
  return served('', set, await modelDigest(file), modelFacts(file, set));
}

/**
 * The digest of a model as its files are now, all of them read to their ends.
 *
 * @param file its one file, or any part
 */
export async function modelDigest(file: string, signal?: AbortSignal): Promise<string> {
  const sums: string[] = [];
  for (const part of ggufSetFiles(file)) sums.push(await fileDigest(part, undefined, signal));
  return digestOfParts(sums);
}

/** The row of a model whose files are all as they were when they were last read. */
async function knownModel({ files }: GgufSet): Promise<{ id: string; sha256: string } | null> {
  const [first] = files;
  const found = await db().model.findFirst({ where: { file: first?.file ?? '' }, include: { parts: { orderBy: { number: 'asc' } } } });
  if (!found || found.parts.length !== files.length) return null;
  for (const [index, { file }] of files.entries()) {
    const now = await seen(file);
    const then = found.parts[index];
    const isSame = then?.file === file && then.sizeBytes === now.sizeBytes && then.inode === now.inode;
    if (!isSame || then.modifiedAt.getTime() !== now.modifiedAt.getTime()) return null;
  }
  return found;
}

function served(id: string, set: GgufSet, sha256: string, facts: ModelFacts): ServedModel {
  return { id, file: set.files[0]?.file ?? '', sha256, sizeBytes: set.sizeBytes, ...facts };
}
