import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '#server/platform/index.ts';
import { ggmlTypes } from './ggml-types.ts';
import { Damaged, GgufCursor } from './gguf-cursor.ts';

/**
 * Bounds on a header, each far above any real model: the header of a hostile file must fail here, not in native code
 * (llama.cpp has had overflows in reading GGUF; its maintainers ask to isolate what reads foreign files).
 */
export const ggufLimits = {
  entries: 65_536,
  tensors: 262_144,
  keyBytes: 65_535,
  /** A string that is kept: the longest chat templates have some 20 KiB. */
  stringBytes: 1024 * 1024,
  /** Numbers of an array that are kept, such as heads for each layer. */
  keptNumbers: 4_096,
  tensorNameBytes: 63,
  dimensions: 4,
  /** llama.cpp itself refuses more than 512 (LLAMA_MAX_LAYERS); whoever plans makes an entry for each. */
  layers: 4_096,
  alignment: 64 * 1024,
} as const;

/** An array is kept when it is short and numeric; of others, such as a vocabulary, only the length is. */
export type GgufValue = number | string | boolean | { count: number; numbers?: readonly number[] };

export type GgufTensor = { name: string; type: string; dimensions: readonly number[]; offset: number; sizeBytes: number };

export type Gguf = {
  version: number;
  sizeBytes: number;
  metadata: ReadonlyMap<string, GgufValue>;
  tensors: readonly GgufTensor[];
};

type Scalar = { bytes: number; read(from: Buffer): number | boolean };

const STRING = 8;
const ARRAY = 9;
const scalars = new Map<number, Scalar>([
  [0, { bytes: 1, read: (b) => b.readUInt8() }],
  [1, { bytes: 1, read: (b) => b.readInt8() }],
  [2, { bytes: 2, read: (b) => b.readUInt16LE() }],
  [3, { bytes: 2, read: (b) => b.readInt16LE() }],
  [4, { bytes: 4, read: (b) => b.readUInt32LE() }],
  [5, { bytes: 4, read: (b) => b.readInt32LE() }],
  [6, { bytes: 4, read: (b) => b.readFloatLE() }],
  [7, { bytes: 1, read: (b) => b.readUInt8() !== 0 }],
  [10, { bytes: 8, read: (b) => Number(b.readBigUInt64LE()) }],
  [11, { bytes: 8, read: (b) => Number(b.readBigInt64LE()) }],
  [12, { bytes: 8, read: (b) => b.readDoubleLE() }],
]);

/**
 * Reads the header of a GGUF file (versions 2 and 3) and checks that everything it promises lies within the file.
 *
 * @throws AppError `model.missing`, `model.unreadable`, `model.damaged`
 */
export async function readGguf(file: string): Promise<Gguf> {
  let handle: FileHandle;
  try {
    // A pipe of that name must not hold us up until somebody writes into it.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new AppError('model.missing', { file }, { cause });
    throw new AppError('model.unreadable', { file, reason: message }, { cause });
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Damaged('it is no regular file');
    return await readHeader(new GgufCursor(handle, stat.size));
  } catch (cause) {
    if (!(cause instanceof Damaged)) throw cause;
    throw new AppError('model.damaged', { file, reason: cause.message }, { cause });
  } finally {
    await handle.close();
  }
}

async function readHeader(cursor: GgufCursor): Promise<Gguf> {
  await cursor.ready(24);
  if (cursor.take(4).toString('latin1') !== 'GGUF') throw new Damaged('it does not begin with GGUF');
  const version = cursor.takeUint32();
  if (version !== 2 && version !== 3) throw new Damaged(`its version is ${version}, not 2 or 3`);
  const tensorCount = within(cursor.takeUint64(), ggufLimits.tensors, 'tensors');
  const entryCount = within(cursor.takeUint64(), ggufLimits.entries, 'metadata entries');

  const metadata = new Map<string, GgufValue>();
  for (let i = 0; i < entryCount; i++) {
    const key = await readString(cursor, ggufLimits.keyBytes);
    if (metadata.has(key)) throw new Damaged(`“${key}” stands in it twice`);
    await cursor.ready(4);
    metadata.set(key, await readValue(cursor, cursor.takeUint32()));
  }
  expectLayers(metadata);
  const tensors = await readTensors(cursor, tensorCount, alignmentOf(metadata));
  return { version, sizeBytes: cursor.sizeBytes, metadata, tensors };
}

/** Layers, and those of them that predict further tokens: what is subtracted may not be absurd either. */
function expectLayers(metadata: ReadonlyMap<string, GgufValue>): void {
  for (const key of ['block_count', 'nextn_predict_layers']) {
    const value = metadata.get(`${metadata.get('general.architecture')}.${key}`);
    const counts = typeof value === 'object' ? (value.numbers ?? []) : [value];
    for (const count of counts) {
      if (typeof count !== 'number') continue;
      if (!(count >= 0)) throw new Damaged(`it promises ${count} layers`);
      within(count, ggufLimits.layers, 'layers');
    }
  }
}

function within(count: number, limit: number, what: string): number {
  if (count > limit) throw new Damaged(`it promises ${count} ${what}`);
  return count;
}

async function readString(cursor: GgufCursor, limitBytes: number): Promise<string> {
  await cursor.ready(8);
  const length = within(cursor.takeUint64(), limitBytes, 'bytes of one text');
  await cursor.ready(length);
  return cursor.take(length).toString('utf8');
}

async function readValue(cursor: GgufCursor, type: number): Promise<GgufValue> {
  if (type === STRING) return readString(cursor, ggufLimits.stringBytes);
  if (type === ARRAY) return readArray(cursor);
  const scalar = scalars.get(type);
  if (!scalar) throw new Damaged(`it holds a value of unknown type ${type}`);
  await cursor.ready(scalar.bytes);
  return scalar.read(cursor.take(scalar.bytes));
}

async function readArray(cursor: GgufCursor): Promise<GgufValue> {
  await cursor.ready(12);
  const type = cursor.takeUint32();
  const count = cursor.takeUint64();
  if (type === STRING) {
    within(count, cursor.leftBytes / 8, 'texts in one list');
    for (let i = 0; i < count; i++) {
      if (!cursor.has(8)) await cursor.ready(8);
      cursor.skip(cursor.takeUint64());
    }
    return { count };
  }
  const scalar = scalars.get(type);
  if (!scalar) throw new Damaged(`it holds a list of unknown type ${type}`);
  within(count, cursor.leftBytes / scalar.bytes, 'values in one list');
  if (count > ggufLimits.keptNumbers) {
    cursor.skip(count * scalar.bytes);
    return { count };
  }
  await cursor.ready(count * scalar.bytes);
  return { count, numbers: Array.from({ length: count }, () => Number(scalar.read(cursor.take(scalar.bytes)))) };
}

function alignmentOf(metadata: ReadonlyMap<string, GgufValue>): number {
  const alignment = metadata.get('general.alignment') ?? 32;
  const isPowerOfTwo = typeof alignment === 'number' && alignment > 0 && (alignment & (alignment - 1)) === 0;
  if (!isPowerOfTwo || alignment > ggufLimits.alignment) throw new Damaged('its alignment is impossible');
  return alignment;
}

async function readTensors(cursor: GgufCursor, count: number, alignment: number): Promise<GgufTensor[]> {
  const tensors: GgufTensor[] = [];
  const names = new Set<string>();
  let expectedOffset = 0;
  for (let i = 0; i < count; i++) {
    const tensor = await readTensor(cursor);
    if (names.has(tensor.name)) throw new Damaged(`tensor “${tensor.name}” stands in it twice`);
    names.add(tensor.name);
    // llama.cpp demands the same; with it no tensor can overlap another or reach past the end.
    if (tensor.offset !== expectedOffset) throw new Damaged(`tensor “${tensor.name}” is not where it should be`);
    expectedOffset = aligned(tensor.offset + tensor.sizeBytes, alignment);
    tensors.push(tensor);
  }
  const last = tensors.at(-1);
  const end = aligned(cursor.offset, alignment) + (last ? last.offset + last.sizeBytes : 0);
  if (end > cursor.sizeBytes) throw new Damaged(`it has ${cursor.sizeBytes} of ${end} bytes`);
  return tensors;
}

async function readTensor(cursor: GgufCursor): Promise<GgufTensor> {
  const name = await readString(cursor, ggufLimits.tensorNameBytes);
  await cursor.ready(4);
  const dimensionCount = within(cursor.takeUint32(), ggufLimits.dimensions, `dimensions of tensor “${name}”`);
  await cursor.ready(dimensionCount * 8 + 12);
  const dimensions = Array.from({ length: dimensionCount }, () => cursor.takeUint64());
  const typeNumber = cursor.takeUint32();
  const offset = cursor.takeUint64();
  const type = ggmlTypes.get(typeNumber);
  if (!type) throw new Damaged(`tensor “${name}” is of unknown type ${typeNumber}`);
  const elements = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (!Number.isSafeInteger(elements * type.blockBytes)) throw new Damaged(`tensor “${name}” is impossibly large`);
  if ((dimensions[0] ?? 1) % type.blockElements !== 0) throw new Damaged(`the rows of tensor “${name}” are no whole blocks`);
  return { name, type: type.name, dimensions, offset, sizeBytes: (elements / type.blockElements) * type.blockBytes };
}

function aligned(offset: number, alignment: number): number {
  return Math.ceil(offset / alignment) * alignment;
}
