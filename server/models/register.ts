import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { act } from '#server/audit/index.ts';
import { type Actor, newId, now } from '#server/platform/index.ts';
import { digestOfParts, fileDigest } from './file-digest.ts';
import type { GgufSet } from './gguf-set.ts';
import type { Licence } from './licence.ts';
import type { ModelFacts } from './model-facts.ts';
import { quantisationOf, shapeDigest } from './quantisation.ts';

/** One file of a model as it was when its digest was taken. */
export type SeenPart = { file: string; sizeBytes: bigint; modifiedAt: Date; inode: bigint; sha256: string };

/** A model that was read and is to be known from now on. */
export type Registration = { facts: ModelFacts; set: GgufSet; parts: readonly SeenPart[]; licence: Licence; origin: string };

export type ReadOptions = { onBytes?: (done: number, total: number) => void; signal?: AbortSignal };

/** What tells a file from another one in its place, without reading it. */
export async function seen(file: string): Promise<Omit<SeenPart, 'sha256'>> {
  const { size: sizeBytes, mtime: modifiedAt, ino: inode } = await stat(file, { bigint: true });
  return { file, sizeBytes, modifiedAt, inode };
}

/** Digests of files that stay where they are, each with what tells it from another. */
export async function digests(set: GgufSet, { onBytes, signal }: ReadOptions = {}): Promise<SeenPart[]> {
  const parts: SeenPart[] = [];
  let before = 0;
  for (const { file, sizeBytes } of set.files) {
    const found = await seen(file);
    parts.push({ ...found, sha256: await fileDigest(file, (done) => onBytes?.(before + done, set.sizeBytes), signal) });
    before += sizeBytes;
  }
  return parts;
}

/** Records a model. One that was known under another path or time keeps its row: a model is its digest. @returns its id */
export function register(actor: Actor, { facts, set, parts, licence, origin }: Registration): Promise<string> {
  const [first] = parts;
  if (!first) throw new Error('a model has a file');
  const sha256 = digestOfParts(parts.map((part) => part.sha256));
  const { name, architecture, contextTrained } = facts;
  const place = { file: first.file, modifiedAt: first.modifiedAt, inode: first.inode };
  const read = { quantisation: quantisationOf(set), shapeDigest: shapeDigest(set), templateDigest: digestOf(facts.chatTemplate) };
  const allowed = { license: licence.name, licenseText: licence.text, licenseSource: licence.source, licenseReason: licence.reason };
  return act(actor, 'model.added', async (tx) => {
    const { id } = await tx.model.upsert({
      where: { sha256 },
      create: {
        ...{ id: newId(), name, ...place, sha256, sizeBytes: BigInt(set.sizeBytes) },
        ...{ architecture, contextTrained, addedAt: now(), origin, ...read, ...allowed },
      },
      update: { ...place, ...read },
      select: { id: true },
    });
    await tx.modelPart.deleteMany({ where: { modelId: id } });
    await tx.modelPart.createMany({ data: parts.map((part, index) => ({ modelId: id, number: index + 1, ...part })) });
    return {
      record: {
        ...{ modelId: id, name, sha256, sizeBytes: set.sizeBytes, license: licence.name, licenseSource: licence.source },
        ...{ architecture, quantisation: read.quantisation, origin, partDigests: parts.map((part) => part.sha256) },
        ...(licence.text !== null && { licenseDigest: digestOf(licence.text) ?? '' }),
        ...(licence.reason !== null && { reason: licence.reason }),
        ...(read.templateDigest !== null && { templateDigest: read.templateDigest }),
      },
      result: id,
    };
  });
}

function digestOf(text: string | undefined): string | null {
  return text === undefined ? null : createHash('sha256').update(text).digest('hex');
}
