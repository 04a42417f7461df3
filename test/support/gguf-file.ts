import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { ggmlTypes } from '#server/models/ggml-types.ts';

/** A value whose type in the file matters, such as a count that llama.cpp reads as 16 bits. */
type Typed = { as: 'uint16' | 'int32' | 'float32'; value: number };
/** A value of GGUF metadata: uint32 (or float32 where it has a fraction), text, bool, list of int32, or list of texts. */
export type GgufWritten = number | string | boolean | number[] | string[] | Typed;
/** A tensor by its shape; its type is ggml's number or name, F32 where nothing is said; it follows the one before. */
export type TensorPart = { name: string; dimensions: number[]; type?: number | string; offset?: number };

export type GgufParts = {
  magic?: string;
  version?: number;
  metadata?: Record<string, GgufWritten>;
  tensors?: TensorPart[];
  /** Counts that the header claims, where they should differ from the truth. */
  claims?: { tensors?: number; entries?: number };
  /** Bytes of weights behind the header. */
  weightBytes?: number;
};

const ALIGNMENT = 32;

/** What a small llama has, enough for a model to be registered. */
export const llamaMetadata: Record<string, GgufWritten> = {
  'general.architecture': 'llama',
  'general.license': 'apache-2.0',
  'llama.context_length': 4_096,
  'llama.block_count': 2,
  'llama.embedding_length': 64,
  'llama.attention.head_count': 4,
  'llama.attention.head_count_kv': 2,
  'tokenizer.ggml.tokens': ['a', 'b', 'c'],
};

/** Bytes of a small GGUF file, sound or not. */
export function ggufBytes(parts: GgufParts = {}): Buffer {
  return Buffer.concat([ggufHeader(parts), Buffer.alloc(parts.weightBytes ?? 256)]);
}

export function writeGguf(file: string, parts: GgufParts = {}): string {
  writeFileSync(file, ggufBytes(parts));
  return file;
}

/** A file that has its header and its full size, and of its weights nothing: 46 GiB take 4 MB of the disk. @returns its path */
export function writeSparseGguf(file: string, parts: GgufParts): string {
  const header = ggufHeader(parts);
  const handle = openSync(file, 'w');
  writeSync(handle, header);
  ftruncateSync(handle, header.length + weightsEnd(parts.tensors ?? []));
  closeSync(handle);
  return file;
}

/** A whole file: `fill` gives the bytes of each tensor. @returns its path */
export function writeFilledGguf(file: string, parts: GgufParts, fill: (tensor: TensorPart, sizeBytes: number) => Buffer): string {
  const handle = openSync(file, 'w');
  writeSync(handle, ggufHeader(parts));
  for (const tensor of parts.tensors ?? []) {
    const bytes = fill(tensor, tensorBytes(tensor));
    writeSync(handle, Buffer.concat([bytes, Buffer.alloc(padding(bytes.length))]));
  }
  closeSync(handle);
  return file;
}

/**
 * Parts of one model as llama.cpp's gguf-split makes them: the first holds the metadata, tensors go in order to each in turn.
 *
 * @param count parts to make
 * @returns what each holds, to be written to `splitName(name, part, count)`
 */
export function splitParts(whole: GgufParts, count: number): GgufParts[] {
  const tensors = whole.tensors ?? [];
  const each = Math.ceil(tensors.length / count);
  return Array.from({ length: count }, (_, part) => ({
    metadata: {
      ...(part === 0 && whole.metadata),
      'split.no': { as: 'uint16', value: part },
      'split.count': { as: 'uint16', value: count },
      'split.tensors.count': { as: 'int32', value: tensors.length },
    },
    tensors: tensors.slice(part * each, (part + 1) * each),
  }));
}

/** File name of one part, counted from 0, as llama.cpp looks for it. */
export function splitName(name: string, part: number, count: number): string {
  return `${name}-${String(part + 1).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.gguf`;
}

/** Bytes of a tensor's weights. */
export function tensorBytes({ dimensions, type = 0 }: TensorPart): number {
  const known = ggmlTypes.get(typeNumber(type)) ?? { blockElements: 1, blockBytes: 4 };
  return (dimensions.reduce((product, dimension) => product * dimension, 1) / known.blockElements) * known.blockBytes;
}

function ggufHeader({ magic = 'GGUF', version = 3, metadata = llamaMetadata, claims = {}, ...parts }: GgufParts): Buffer {
  const tensors = parts.tensors ?? [{ name: 'token_embd.weight', dimensions: [64, 1] }];
  const entries = Object.entries(metadata);
  let end = 0;
  const described = tensors.flatMap(({ name, dimensions, type = 0, offset = end }) => {
    const bytes = tensorBytes({ name, dimensions, type });
    end = offset + bytes + padding(bytes);
    return [text(name), uint32(dimensions.length), ...dimensions.map(uint64), uint32(typeNumber(type)), uint64(offset)];
  });
  const header = Buffer.concat([
    ...[Buffer.from(magic, 'latin1'), uint32(version), uint64(claims.tensors ?? tensors.length), uint64(claims.entries ?? entries.length)],
    ...entries.flatMap(([key, value]) => [text(key), ...typed(value)]),
    ...described,
  ]);
  return Buffer.concat([header, Buffer.alloc(padding(header.length))]);
}

function weightsEnd(tensors: readonly TensorPart[]): number {
  return tensors.map(tensorBytes).reduce((end, bytes) => end + bytes + padding(bytes), 0);
}

function padding(bytes: number): number {
  return (ALIGNMENT - (bytes % ALIGNMENT)) % ALIGNMENT;
}

function typeNumber(type: number | string): number {
  if (typeof type === 'number') return type;
  const found = [...ggmlTypes].find(([, { name }]) => name === type);
  if (!found) throw new Error(`there is no tensor type ${type}`);
  return found[0];
}

function typed(value: GgufWritten): Buffer[] {
  if (typeof value === 'number') return Number.isInteger(value) ? [uint32(4), uint32(value)] : scalar({ as: 'float32', value });
  if (typeof value === 'string') return [uint32(8), text(value)];
  if (typeof value === 'boolean') return [uint32(7), Buffer.from([Number(value)])];
  if (!Array.isArray(value)) return scalar(value);
  const isTexts = value.every((entry) => typeof entry === 'string');
  const list = value.map((entry) => (typeof entry === 'string' ? text(entry) : int32(entry)));
  return [uint32(9), uint32(isTexts ? 8 : 5), uint64(value.length), ...list];
}

function scalar({ as, value }: Typed): Buffer[] {
  if (as === 'int32') return [uint32(5), int32(value)];
  const buffer = Buffer.alloc(as === 'uint16' ? 2 : 4);
  if (as === 'uint16') buffer.writeUInt16LE(value);
  else buffer.writeFloatLE(value);
  return [uint32(as === 'uint16' ? 2 : 6), buffer];
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}

function uint64(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(BigInt(value));
  return buffer;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}
