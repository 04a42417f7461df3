import type { ModelMemory } from './model-memory.ts';
import type { Placement } from './placement.ts';
import { readingOnProcessor } from './slot-choice.ts';
import { kvBytesPerToken, type SlotWishes } from './slot-memory.ts';

/**
 * What is assumed where nothing was measured. Chosen so that a 24 GB card with 29 layers' experts on the processor writes 30 and
 * reads 180 tokens a second at a ubatch of 512, which was reported for such a box.
 */
const assumed = {
  /** Weights that a card and a processor really go through in a second while one token is made. */
  cardBytesPerS: 300e9,
  hostBytesPerS: 25e9,
  hostBytesPerCoreS: 8e9,
  /** Weights brought to a card, and what a card reads when it waits for none. */
  busBytesPerS: 10e9,
  cardReadsPerS: 2_000,
} as const;

export const speedAssumptions =
  `Not measured. Assumed: ${assumed.cardBytesPerS / 1e9} GB/s of weights on a card, ${assumed.hostBytesPerS / 1e9} GB/s in host memory ` +
  `(${assumed.hostBytesPerCoreS / 1e9} a core), ${assumed.busBytesPerS / 1e9} GB/s between them, half of each context in use; a stream’s speed is for one at a time.`;

export type Speed = { generationTokensPerSecond: number; promptTokensPerSecond: number };

/** A guess at the speed of one stream, to compare placements by. */
export function assumedSpeed(model: ModelMemory, placed: Placement, slots: SlotWishes, threads: number): Speed {
  const first = placed.gpuLayers === 0 ? model.layers.length : model.layers.length + 1 - placed.gpuLayers;
  const share = model.experts.count > 0 ? model.experts.used / model.experts.count : 1;
  let onHost = placed.gpuLayers === 0 ? model.outputBytes : 0;
  let onCard = model.outputBytes - onHost;
  let brought = 0;
  for (const [at, { weights }] of model.layers.entries()) {
    const { experts, ...rest } = weights;
    const dense = Object.values(rest).reduce((sum, bytes) => sum + bytes, 0);
    if (at < first) onHost += dense + experts * share;
    else onCard += dense;
    if (at >= first && at < placed.expertLayersOnCpu) onHost += experts * share;
    else if (at >= first) onCard += experts * share;
    brought += at < first ? dense + experts : at < placed.expertLayersOnCpu ? experts : 0;
  }
  const context = (kvBytesPerToken(model, slots.kvType) * slots.context) / 2;
  if (placed.gpuLayers > 0) onCard += context;
  else onHost += context;
  const hostBytesPerS = Math.min(assumed.hostBytesPerS, threads * assumed.hostBytesPerCoreS);
  const seconds = onHost / hostBytesPerS + onCard / assumed.cardBytesPerS;
  const stepS = slots.ubatch / assumed.cardReadsPerS + brought / assumed.busBytesPerS;
  const reads = placed.gpuLayers > 0 ? slots.ubatch / Math.max(stepS, brought / assumed.busBytesPerS) : readingOnProcessor(model, threads);
  return { generationTokensPerSecond: rounded(1 / seconds), promptTokensPerSecond: rounded(reads) };
}

function rounded(value: number): number {
  return value >= 10 ? Math.round(value) : Math.round(value * 10) / 10;
}
