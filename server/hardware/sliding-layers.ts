import type { Gguf } from '#server/models/index.ts';

/** llama.cpp's `load_swa_pattern` in src/models: each so manieth layer sees everything, where the file does not say. */
const periods: Readonly<Record<string, number>> = {
  ...{ gemma2: 2, 'gpt-oss': 2, gemma3: 6, 'gemma-embedding': 6, gemma3n: 5, cohere2: 4, exaone4: 4, 'exaone-moe': 4 },
  ...{ olmo2: 4, llama4: 4, afmoe: 4, plamo3: 8 },
};

/**
 * Which layers keep a window of the context only. Where neither the file nor llama.cpp's source is known to say, none does: then
 * the plan asks for more memory than the engine will.
 */
export function slidingLayers(architecture: string, metadata: Gguf['metadata'], layers: number, window: number): boolean[] {
  const all = Array.from({ length: layers }, (_, layer) => layer);
  if (window === 0) return all.map(() => false);
  const said = metadata.get(`${architecture}.attention.sliding_window_pattern`);
  if (typeof said === 'object' && said.numbers) return all.map((layer) => said.numbers?.[layer] === 1);
  const period = typeof said === 'number' ? said : periods[architecture];
  return all.map((layer) => period !== undefined && layer % period < period - 1);
}
