import type { KvType } from './engine-plan.ts';
import type { LayerMemory, ModelMemory } from './model-memory.ts';

/** Bytes of an element: ggml-common.h, blocks of 32 with a 16-bit scale. */
const bytesPerElement: Readonly<Record<KvType, number>> = { f16: 2, q8_0: 34 / 32, q4_0: 18 / 32 };

/** llama-context.cpp and llama-kv-cache-iswa.cpp pad to so many cells. */
const CELLS = 256;

/** What slots ask of memory. */
export type SlotWishes = { context: number; sequences: number; kvType: KvType; ubatch: number };

/** Keys and values of one layer over all slots (llama-kv-cache.cpp, one stream a sequence). */
export function kvBytes(layer: LayerMemory, window: number, { context, sequences, kvType, ubatch }: SlotWishes): number {
  const cells = padded(layer.isSliding ? Math.min(padded(context), window + ubatch) : context);
  return cells * sequences * (layer.keyElements + layer.valueElements) * bytesPerElement[kvType];
}

/** Keys and values of one token over all layers, were none sliding. */
export function kvBytesPerToken(model: ModelMemory, kvType: KvType): number {
  return model.layers.reduce((sum, layer) => sum + (layer.keyElements + layer.valueElements) * bytesPerElement[kvType], 0);
}

/** Recurrent state of one sequence, which does not grow with it (llama-memory-recurrent.cpp). */
export function stateBytesPerSequence(model: ModelMemory): number {
  return model.layers.reduce((sum, layer) => sum + layer.stateBytes, 0);
}

/** What all slots hold when they are full. */
export function slotBytes(model: ModelMemory, slots: SlotWishes): number {
  const keysAndValues = model.layers.reduce((sum, layer) => sum + kvBytes(layer, model.window, slots), 0);
  return keysAndValues + stateBytesPerSequence(model) * slots.sequences;
}

/**
 * One state snapshot of a slot: what cannot be rolled back, so the recurrent state and the sliding layers' windows
 * (tools/server/server-context.cpp, `create_checkpoint` with LLAMA_STATE_SEQ_FLAGS_PARTIAL_ONLY). 0: the model needs none.
 */
export function snapshotBytes(model: ModelMemory, slots: SlotWishes): number {
  const sliding = model.layers.filter((layer) => layer.isSliding);
  return stateBytesPerSequence(model) + sliding.reduce((sum, layer) => sum + kvBytes(layer, model.window, { ...slots, sequences: 1 }), 0);
}

/** The last token's scores of each slot, in host memory (llama-context.cpp, `output_reserve`). */
export function outputBufferBytes(model: ModelMemory, sequences: number): number {
  return sequences * model.vocabulary * 4;
}

/** Input that is the same for all layers of a step: the mask of who sees whom, 16 bits with flash attention (llama-graph.cpp). */
export function maskBytes({ context, ubatch }: SlotWishes, flashAttention: boolean): number {
  return padded(context) * ubatch * (flashAttention ? 2 : 4);
}

/**
 * The largest sum of intermediate results that are alive at once while a step is computed: llama.cpp's compute buffer without
 * the weights that are brought to a card for it.
 *
 * Measured on what `sched_reserve` of llama-context.cpp reports for `qwen3next` at real shapes and for the starter model; each
 * stage is what its graph in src/models and llama-graph.cpp (`build_moe_ffn`, `build_attn`) keeps, and the largest counts.
 *
 * @param outputs rows of scores: all of a step on the embedded driver (llama-context.cpp, `n_outputs_max` = n_batch), on
 *   llama-server one a slot
 */
export function stepBytes(model: ModelMemory, slots: SlotWishes, outputs: number, flashAttention = true): number {
  const rows = model.embedding;
  const scores = Math.min(outputs, slots.ubatch) * model.vocabulary * 4;
  const ending = scores + 2 * slots.ubatch * rows * 4 + (stateBytesPerSequence(model) > 0 ? slots.ubatch * rows * 4 : 0);
  const { used, width } = model.experts;
  const experts = used > 0 ? used * (rows + 3 * width) + 4 * rows : 0;
  const dense = model.layers.some(({ weights }) => weights.dense > 0) ? 3 * model.feedForward + 4 * rows : 0;
  const attention = Math.max(...model.layers.map(({ queryRows }) => (queryRows > 0 ? 2 * queryRows + 3 * rows : 0)));
  const recurrent = Math.max(
    ...model.layers.map(({ recurrentRows: { mixed, value } }) => (mixed > 0 ? 2 * mixed + 3 * value + 2 * rows : 0)),
  );
  const perToken = Math.max(experts, dense, attention, recurrent) * 4;
  const allScores = flashAttention ? 0 : padded(slots.context) * model.heads * slots.ubatch * 4;
  return Math.max(ending, perToken * slots.ubatch + maskBytes(slots, flashAttention) + allScores);
}

function padded(cells: number): number {
  return Math.ceil(cells / CELLS) * CELLS;
}
