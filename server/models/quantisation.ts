import { createHash } from 'node:crypto';
import type { Gguf } from './gguf.ts';

/** Names of `general.file_type`, as in llama.cpp v0.5.0. */
const fileTypes: ReadonlyMap<number, string> = new Map([
  ...([
    [0, 'F32'],
    [1, 'F16'],
    [2, 'Q4_0'],
    [3, 'Q4_1'],
    [7, 'Q8_0'],
    [8, 'Q5_0'],
    [9, 'Q5_1'],
    [10, 'Q2_K'],
  ] as const),
  ...([
    [11, 'Q3_K_S'],
    [12, 'Q3_K_M'],
    [13, 'Q3_K_L'],
    [14, 'Q4_K_S'],
    [15, 'Q4_K_M'],
    [16, 'Q5_K_S'],
    [17, 'Q5_K_M'],
  ] as const),
  ...([
    [18, 'Q6_K'],
    [19, 'IQ2_XXS'],
    [20, 'IQ2_XS'],
    [21, 'Q2_K_S'],
    [22, 'IQ3_XS'],
    [23, 'IQ3_XXS'],
    [24, 'IQ1_S'],
  ] as const),
  ...([
    [25, 'IQ4_NL'],
    [26, 'IQ3_S'],
    [27, 'IQ3_M'],
    [28, 'IQ2_S'],
    [29, 'IQ2_M'],
    [30, 'IQ4_XS'],
    [31, 'IQ1_M'],
    [32, 'BF16'],
  ] as const),
]);

/** How a model's weights are stored, in the name that its maker used; else the type that most of its bytes have. */
export function quantisationOf({ metadata, tensors }: Pick<Gguf, 'metadata' | 'tensors'>): string {
  const fileType = metadata.get('general.file_type');
  const named = typeof fileType === 'number' ? fileTypes.get(fileType) : undefined;
  if (named) return named;
  const bytes = new Map<string, number>();
  for (const { type, sizeBytes } of tensors) bytes.set(type, (bytes.get(type) ?? 0) + sizeBytes);
  return [...bytes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

/**
 * A digest of what a model is made of, without its weights: the same for a sound copy and for one whose weights were damaged, so
 * that what is known of the one can be expected of the other.
 */
export function shapeDigest({ tensors }: Pick<Gguf, 'tensors'>): string {
  const hash = createHash('sha256');
  for (const { name, type, dimensions } of tensors) hash.update(`${name} ${type} ${dimensions.join('x')}\n`);
  return hash.digest('hex');
}
