import { stat } from 'node:fs/promises';
import { act } from '#server/audit/index.ts';
import { db, newId, now } from '#server/platform/index.ts';
import { digestOfParts, fileDigest } from './file-digest.ts';
import { readGguf } from './gguf.ts';
import { readGgufSet } from './gguf-set.ts';
import { type ModelFacts, modelFacts } from './model-facts.ts';
import type { ServedModel } from './served-model.ts';

export type OpenModelOptions = { onBytes?: (done: number, total: number) => void; signal?: AbortSignal };

/**
 * Reads, checks and registers a model file. Its digest is computed once: a file of the same path, size, time and
 * inode is not read again.
 *
 * @throws AppError `model.missing`, `model.unreadable`, `model.damaged`; the signal's reason when aborted
 */
export async function openModel(file: string, { onBytes, signal }: OpenModelOptions = {}): Promise<ServedModel> {
  const facts = modelFacts(file, await readGguf(file));
  const { size, mtime: modifiedAt, ino: inode } = await stat(file, { bigint: true });
  const sizeBytes = Number(size);
  const known = await db().model.findFirst({ where: { file, sizeBytes: size, modifiedAt, inode } });
  if (known) return served(known.id, file, known.sha256, sizeBytes, facts);
  const sha256 = await fileDigest(file, (done) => onBytes?.(done, sizeBytes), signal);
  const id = await register({ file, sha256, sizeBytes, modifiedAt, inode }, facts);
  return served(id, file, sha256, sizeBytes, facts);
}

/** A model as `openModel` gives it, without a database to register it in: for off-line commands. */
export async function inspectModel(file: string): Promise<ServedModel> {
  const set = await readGgufSet(file);
  const facts = modelFacts(file, set);
  const digests: string[] = [];
  for (const part of set.files) digests.push(await fileDigest(part.file));
  return served('', file, digestOfParts(digests), set.sizeBytes, facts);
}

type Seen = { file: string; sha256: string; sizeBytes: number; modifiedAt: Date; inode: bigint };

/** A file that was known under another path or time keeps its row: a model is its digest. */
function register({ file, sha256, sizeBytes, modifiedAt, inode }: Seen, facts: ModelFacts): Promise<string> {
  return act({ kind: 'system', part: 'models' }, 'model.added', async (tx) => {
    const { name, architecture, license, contextTrained } = facts;
    const { id } = await tx.model.upsert({
      where: { sha256 },
      create: {
        ...{ id: newId(), name, file, sha256, sizeBytes: BigInt(sizeBytes), modifiedAt, inode },
        ...{ architecture, license, contextTrained, addedAt: now() },
      },
      update: { file, modifiedAt, inode },
      select: { id: true },
    });
    return { record: { modelId: id, name, sha256, sizeBytes, license }, result: id };
  });
}

function served(id: string, file: string, sha256: string, sizeBytes: number, facts: ModelFacts): ServedModel {
  return { id, file, sha256, sizeBytes, ...facts };
}
