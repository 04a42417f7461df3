import { writeFileSync } from 'node:fs';

/** A value of GGUF metadata: uint32, text, list of uint32, or list of texts. */
type Value = number | string | number[] | string[];

export type GgufParts = {
  magic?: string;
  version?: number;
  metadata?: Record<string, Value>;
  tensors?: { name: string; dimensions: number[]; type?: number; offset?: number }[];
  /** Counts that the header claims, where they should differ from the truth. */
  claims?: { tensors?: number; entries?: number };
  /** Bytes of weights behind the header. */
  weightBytes?: number;
};

/** What a small llama has, enough for a model to be registered. */
export const llamaMetadata: Record<string, Value> = {
  'general.architecture': 'llama',
  'general.license': 'apache-2.0',
  'llama.context_length': 4_096,
  'llama.block_count': 2,
  'llama.embedding_length': 64,
  'llama.attention.head_count': 4,
  'llama.attention.head_count_kv': 2,
  'tokenizer.ggml.tokens': ['a', 'b', 'c'],
};

/** Bytes of a GGUF file, sound or not. */
export function ggufBytes(parts: GgufParts = {}): Buffer {
  const { magic = 'GGUF', version = 3, metadata = llamaMetadata, claims = {}, weightBytes = 256 } = parts;
  const tensors = parts.tensors ?? [{ name: 'token_embd.weight', dimensions: [64, 1] }];
  const entries = Object.entries(metadata);
  const header = Buffer.concat([
    Buffer.from(magic, 'latin1'),
    uint32(version),
    uint64(claims.tensors ?? tensors.length),
    uint64(claims.entries ?? entries.length),
    ...entries.flatMap(([key, value]) => [text(key), ...typed(value)]),
    ...tensors.flatMap(({ name, dimensions, type = 0, offset = 0 }) => [
      text(name),
      uint32(dimensions.length),
      ...dimensions.map(uint64),
      uint32(type),
      uint64(offset),
    ]),
  ]);
  const padding = (32 - (header.length % 32)) % 32;
  return Buffer.concat([header, Buffer.alloc(padding + weightBytes)]);
}

export function writeGguf(file: string, parts: GgufParts = {}): string {
  writeFileSync(file, ggufBytes(parts));
  return file;
}

function typed(value: Value): Buffer[] {
  if (typeof value === 'number') return [uint32(4), uint32(value)];
  if (typeof value === 'string') return [uint32(8), text(value)];
  const isTexts = value.every((entry) => typeof entry === 'string');
  const list = value.map((entry) => (typeof entry === 'string' ? text(entry) : uint32(entry)));
  return [uint32(9), uint32(isTexts ? 8 : 4), uint64(value.length), ...list];
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
