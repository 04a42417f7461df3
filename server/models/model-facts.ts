import { AppError } from '#server/platform/index.ts';
import type { Gguf, GgufValue } from './gguf.ts';
import { ggufSetName } from './gguf-set.ts';
import type { ModelShape } from './served-model.ts';

export type ModelFacts = {
  name: string;
  architecture: string;
  license: string;
  contextTrained: number;
  shape: ModelShape;
  chatTemplate?: string;
};

/**
 * What a model says of itself.
 *
 * @param file its name is the model's, and stands in errors
 * @throws AppError `model.damaged` where something is missing that nobody can serve it without
 */
export function modelFacts(file: string, { metadata, tensors }: Gguf): ModelFacts {
  const refuse = (reason: string) => new AppError('model.damaged', { file, reason });
  const architecture = textOf(metadata.get('general.architecture'));
  if (!architecture) throw refuse('it names no architecture');
  if ((numberOf(metadata.get('split.count')) ?? 1) > 1) throw refuse('it is one part of a split model, which this release does not serve');
  if (tensors.length === 0) throw refuse('it holds a vocabulary only, and no weights');
  const number = (key: string): number => {
    const value = numberOf(metadata.get(`${architecture}.${key}`));
    if (value === null || value < 1) throw refuse(`it has no ${architecture}.${key}`);
    return value;
  };
  const chatTemplate = textOf(metadata.get('tokenizer.chat_template'));
  return {
    // What the metadata calls a model is often the name of a training run; the file's name is what people chose.
    name: ggufSetName(file),
    architecture,
    license: textOf(metadata.get('general.license')) ?? 'unknown',
    contextTrained: number('context_length'),
    shape: shapeOf(architecture, metadata, number),
    ...(chatTemplate && { chatTemplate }),
  };
}

function shapeOf(architecture: string, metadata: Gguf['metadata'], number: (key: string) => number): ModelShape {
  const embedding = number('embedding_length');
  const heads = number('attention.head_count');
  const optional = (key: string) => numberOf(metadata.get(`${architecture}.${key}`));
  const headLength = Math.ceil(embedding / heads);
  const vocabulary = metadata.get('tokenizer.ggml.tokens');
  return {
    layers: number('block_count'),
    embedding,
    heads,
    kvHeads: optional('attention.head_count_kv') ?? heads,
    keyLength: optional('attention.key_length') ?? headLength,
    valueLength: optional('attention.value_length') ?? headLength,
    vocabulary: typeof vocabulary === 'object' ? vocabulary.count : (optional('vocab_size') ?? 0),
    activeShare: Math.min(1, (optional('expert_used_count') ?? 1) / Math.max(1, optional('expert_count') ?? 1)),
  };
}

function textOf(value: GgufValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A number, or the largest where layers differ: memory must be there for the largest. */
function numberOf(value: GgufValue | undefined): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'object' && value.numbers && value.numbers.length > 0 ? Math.max(...value.numbers) : null;
}
