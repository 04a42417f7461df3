import { basename, dirname, join } from 'node:path';
import { AppError } from '#server/platform/index.ts';
import { type Gguf, ggufLimits, readGguf } from './gguf.ts';

/** One file of a model, in the order that llama.cpp loads them. */
export type GgufFile = { file: string; sizeBytes: number };

/** A model as a whole: of a split one the first part's metadata, all parts' tensors and their bytes together. */
export type GgufSet = Gguf & { files: readonly GgufFile[] };

/** Parts of one model: 4 TB of pieces that a FAT32 stick takes. */
const GGUF_PARTS = 1_024;
const PART = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/;
/** What only says how a model was cut; of the whole it is no longer true. */
const SPLIT_KEYS: ReadonlySet<string> = new Set(['split.no', 'split.count', 'split.tensors.count']);

/**
 * The files of the model that a file belongs to, by name alone: `name-00001-of-00003.gguf` and its kin, else the file itself.
 *
 * @param file any part
 * @returns paths in order, whether they are there or not
 * @throws AppError `model.damaged` where the name counts impossibly
 */
export function ggufSetFiles(file: string): string[] {
  const [, name, number, count] = PART.exec(basename(file)) ?? [];
  if (name === undefined) return [file];
  const parts = Number(count);
  if (parts < 1 || parts > GGUF_PARTS || Number(number) < 1 || Number(number) > parts) {
    throw new AppError('model.damaged', { file, reason: `its name says part ${Number(number)} of ${parts}` });
  }
  return Array.from({ length: parts }, (_, part) => join(dirname(file), `${name}-${String(part + 1).padStart(5, '0')}-of-${count}.gguf`));
}

/** What people call a model: its file's name without the ending and without the number of a part. */
export function ggufSetName(file: string): string {
  return PART.exec(basename(file))?.[1] ?? basename(file, '.gguf');
}

/**
 * Reads the headers of all files of a model, each with the checks of `readGguf`, and joins them. Parts must know each other: a
 * set put together out of two downloads is refused here, not in native code.
 *
 * @param file the model's one file, or any of its parts
 * @returns the whole; a tensor's `offset` counts from the start of the weights in its own part
 * @throws AppError `model.missing` for the named file, `model.partMissing`, `model.unreadable`, `model.damaged`
 */
export async function readGgufSet(file: string): Promise<GgufSet> {
  const files = ggufSetFiles(file);
  const parts: Gguf[] = [];
  for (const [index, path] of files.entries()) {
    const part = await readPart(path, file, index, files.length);
    if (files.length > 1 || part.metadata.has('split.count')) expectPart(path, part, index, files.length);
    parts.push(part);
  }
  const [first] = parts;
  if (!first) throw new Error('a model has a file');
  if (files.length > 1) expectWhole(file, parts);
  return {
    version: first.version,
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
    metadata: new Map([...first.metadata].filter(([key]) => !SPLIT_KEYS.has(key))),
    tensors: parts.flatMap((part) => part.tensors),
    files: files.map((path, index) => ({ file: path, sizeBytes: parts[index]?.sizeBytes ?? 0 })),
  };
}

async function readPart(path: string, asked: string, index: number, count: number): Promise<Gguf> {
  try {
    return await readGguf(path);
  } catch (error) {
    if (path === asked || !(error instanceof AppError) || error.code !== 'model.missing') throw error;
    throw new AppError('model.partMissing', { file: path, part: index + 1, count }, { cause: error });
  }
}

/** What a part says of itself must be what its name says. */
function expectPart(file: string, { metadata }: Gguf, index: number, count: number): void {
  const number = metadata.get('split.no') ?? 0;
  const total = metadata.get('split.count');
  if (total === undefined) throw new AppError('model.damaged', { file, reason: 'its name is that of a part, and it is none' });
  if (count === 1 && total !== 1) {
    throw new AppError('model.damaged', {
      file,
      reason: `it is part ${Number(number) + 1} of ${String(total)}, and its name does not say so`,
    });
  }
  if (total !== count || number !== index) {
    throw new AppError('model.damaged', {
      file,
      reason: `it is part ${Number(number) + 1} of ${String(total)}, and its name says part ${index + 1} of ${count}`,
    });
  }
}

/** Parts of one model hold each tensor once, as many as the first one promises, and say nothing else of what they are. */
function expectWhole(file: string, parts: readonly Gguf[]): void {
  const refuse = (reason: string) => new AppError('model.damaged', { file, reason });
  const promised = parts[0]?.metadata.get('split.tensors.count');
  const found = parts.reduce((sum, part) => sum + part.tensors.length, 0);
  if (promised !== found) throw refuse(`its parts hold ${found} of ${String(promised ?? 'no promised')} tensors`);
  if (found > ggufLimits.tensors) throw refuse(`its parts hold ${found} tensors`);
  const names = new Set<string>();
  for (const part of parts) {
    for (const key of ['general.architecture', 'split.tensors.count']) {
      const value = part.metadata.get(key);
      if (value !== undefined && value !== parts[0]?.metadata.get(key)) throw refuse(`its parts are of different models (${key})`);
    }
    for (const { name } of part.tensors) {
      if (names.has(name)) throw refuse(`tensor “${name}” stands in two of its parts`);
      names.add(name);
    }
  }
}
