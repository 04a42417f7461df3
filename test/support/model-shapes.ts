import { type ModelMemory, modelMemory } from '#server/hardware/model-memory.ts';
import type { GgufValue } from '#server/models/index.ts';
import { type GgufParts, type GgufWritten, tensorBytes } from './gguf-file.ts';
import { coderNext, type Qwen3NextDimensions, qwen3nextParts, udQ4KXL } from './qwen3next-shapes.ts';

/** What a plan needs of a model, as if its file had been read. */
export function memoryOf(name: string, { metadata = {}, tensors = [] }: GgufParts): ModelMemory {
  const read = tensors.map(({ name: tensor, dimensions, type = 'F32' }) => {
    const sizeBytes = tensorBytes({ name: tensor, dimensions, type });
    return { name: tensor, type: String(type), dimensions, offset: 0, sizeBytes };
  });
  const sizeBytes = read.reduce((sum, tensor) => sum + tensor.sizeBytes, 0);
  const entries = Object.entries(metadata).map(([key, value]) => [key, readValue(value)] as const);
  return modelMemory(`${name}.gguf`, name, { version: 3, sizeBytes, metadata: new Map(entries), tensors: read });
}

/** Qwen3-Coder-Next at UD-Q4_K_XL, or with other dimensions. */
export function coderMemory(change: Partial<Qwen3NextDimensions> = {}): ModelMemory {
  const size = { ...coderNext, ...change };
  // The words of the vocabulary take no part; the table's rows do.
  return memoryOf('coder', qwen3nextParts(size, udQ4KXL(size.layers), { 'tokenizer.ggml.tokens': [] }));
}

type DenseDimensions = {
  layers: number;
  embedding: number;
  feedForward: number;
  heads: number;
  kvHeads: number;
  vocabulary: number;
  contextTrained: number;
  type: string;
  /** Further metadata, without the architecture's name before it. */
  more?: Record<string, GgufWritten>;
};

/** A dense transformer that writes with the table it reads with. */
export function denseMemory(name: string, architecture: string, size: DenseDimensions): ModelMemory {
  const { layers, embedding: e, feedForward, heads, kvHeads, vocabulary, contextTrained, type, more = {} } = size;
  const head = e / heads;
  const tensors = Array.from({ length: layers }, (_, layer) => {
    const named = (tensor: string, dimensions: number[]) => ({ name: `blk.${layer}.${tensor}.weight`, dimensions, type });
    return [
      ...[
        named('attn_q', [e, e]),
        named('attn_k', [e, head * kvHeads]),
        named('attn_v', [e, head * kvHeads]),
        named('attn_output', [e, e]),
      ],
      ...[named('ffn_gate', [e, feedForward]), named('ffn_up', [e, feedForward]), named('ffn_down', [feedForward, e])],
    ];
  }).flat();
  const own = { block_count: layers, embedding_length: e, feed_forward_length: feedForward, context_length: contextTrained };
  const attention = { 'attention.head_count': heads, 'attention.head_count_kv': kvHeads, ...more };
  const metadata = Object.fromEntries(Object.entries({ ...own, ...attention }).map(([key, value]) => [`${architecture}.${key}`, value]));
  return memoryOf(name, {
    metadata: { 'general.architecture': architecture, ...metadata },
    tensors: [{ name: 'token_embd.weight', dimensions: [e, vocabulary], type }, ...tensors],
  });
}

function readValue(value: GgufWritten): GgufValue {
  if (!Array.isArray(value)) return typeof value === 'object' ? value.value : value;
  const numbers = value.filter((entry) => typeof entry === 'number');
  return numbers.length > 0 ? { count: value.length, numbers } : { count: value.length };
}
