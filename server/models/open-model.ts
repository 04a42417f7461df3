import { stat } from 'node:fs/promises';
import { act } from '#server/audit/index.ts';
import { db, newId, now } from '#server/platform/index.ts';
import { fileDigest } from './file-digest.ts';
import { readGguf } from './gguf.ts';
import { type ModelFacts, modelFacts } from './model-facts.ts';
import type { ServedModel } from './served-model.ts';

export type OpenModelOptions = { onBytes?: (done: number, total: number) => void; signal?: AbortSignal };

/**
 * Reads, checks and registers a model file. Its digest is computed once: a file of the same path, size and time is not read again.
 *
 * @throws AppError `model.missing`, `model.damaged`
 */
export async function openModel(file: string, { onBytes, signal }: OpenModelOptions = {}): Promise<ServedModel> {
  const facts = modelFacts(file, await readGguf(file));
  const { size: sizeBytes, mtime: modifiedAt } = await stat(file);
  const known = await db().model.findFirst({ where: { file, sizeBytes: BigInt(sizeBytes), modifiedAt } });
  if (known) return served(known.id, file, known.sha256, sizeBytes, facts);
  const sha256 = await fileDigest(file, (done) => onBytes?.(done, sizeBytes), signal);
  const id = await register({ file, sha256, sizeBytes, modifiedAt }, facts);
  return served(id, file, sha256, sizeBytes, facts);
}

/** A model as `openModel` gives it, without a database to register it in: for off-line commands. */
export async function inspectModel(file: string): Promise<ServedModel> {
  const facts = modelFacts(file, await readGguf(file));
  const { size } = await stat(file);
  return served('', file, await fileDigest(file), size, facts);
}

type Seen = { file: string; sha256: string; sizeBytes: number; modifiedAt: Date };

/** A file that was known under another path or time keeps its row: a model is its digest. */
function register({ file, sha256, sizeBytes, modifiedAt }: Seen, facts: ModelFacts): Promise<string> {
  return act({ kind: 'system', part: 'models' }, 'model.added', async (tx) => {
    const { name, architecture, license, contextTrained } = facts;
    const { id } = await tx.model.upsert({
      where: { sha256 },
      create: {
        ...{ id: newId(), name, file, sha256, sizeBytes: BigInt(sizeBytes), modifiedAt },
        ...{ architecture, license, contextTrained, addedAt: now() },
      },
      update: { file, modifiedAt },
      select: { id: true },
    });
    return { record: { modelId: id, name, sha256, sizeBytes, license }, result: id };
  });
}

function served(id: string, file: string, sha256: string, sizeBytes: number, facts: ModelFacts): ServedModel {
  return { id, file, sha256, sizeBytes, ...facts };
}
