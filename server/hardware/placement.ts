import { addBytes, type Bytes, totalBytes } from './byte-groups.ts';
import type { LayerMemory, ModelMemory } from './model-memory.ts';
import { kvBytes, maskBytes, outputBufferBytes, type SlotWishes, stepBytes } from './slot-memory.ts';

/** What a placement is asked for. */
export type PlacementWishes = SlotWishes & {
  driver: 'embedded' | 'llama-server';
  flashAttention: boolean;
  /** What may be used of each card; none leaves everything in host memory. */
  cardBudgets: readonly number[];
  /** What may be used of all cards together: layers are whole, so one card may be fuller than another. */
  cardsBudget: number;
};

/** Where a model's layers are, and what that takes. */
export type Placement = {
  gpuLayers: number;
  expertLayersOnCpu: number;
  /** Layers of each card in order, the output counted as one. */
  layersOfCard: readonly number[];
  cards: readonly PlacedBytes[];
  host: PlacedBytes;
};

/** What a placement puts into one memory, and of how many layers the experts are there. */
export type PlacedBytes = { bytes: Bytes; expertLayers: number };

/**
 * Places a model on cards and host memory so that as much as possible of what each token needs is on the cards: everything; else
 * everything but the experts of the FIRST N layers, N as small as fits (`--n-cpu-moe`); else whole layers, from the last.
 *
 * @returns the first of these that the cards hold; with no card, or one that holds nothing, all is in host memory
 */
export function placeModel(model: ModelMemory, wishes: PlacementWishes): Placement {
  const units = model.layers.length + 1;
  const mayMoveExperts = wishes.driver === 'llama-server' && model.experts.count > 0;
  if (wishes.cardBudgets.length > 0) {
    for (let experts = 0; experts <= (mayMoveExperts ? model.layers.length : 0); experts++) {
      const found = tryPlacement(model, wishes, units, experts);
      if (found) return found;
    }
    for (let gpuLayers = units - 1; gpuLayers > 0; gpuLayers--) {
      const found = tryPlacement(model, wishes, gpuLayers, mayMoveExperts ? model.layers.length : 0);
      if (found) return found;
    }
  }
  return {
    ...{ gpuLayers: 0, expertLayersOnCpu: 0, layersOfCard: [], cards: [] },
    host: hostUse(model, wishes, null, 0),
  };
}

function tryPlacement(model: ModelMemory, wishes: PlacementWishes, gpuLayers: number, expertLayersOnCpu: number): Placement | null {
  const first = model.layers.length + 1 - gpuLayers;
  const units = model.layers.slice(first).map((layer, at) => layerBytes(model, layer, wishes, first + at >= expertLayersOnCpu));
  units.push({ weights: model.outputBytes });
  const overheads = wishes.cardBudgets.map((_, card) => cardOverhead(model, wishes, { card, first, expertLayersOnCpu }));
  const layersOfCard = evenly(
    units.map(totalBytes),
    wishes.cardBudgets.map((bytes, card) => bytes - (overheads[card] ?? 0)),
  );
  if (!layersOfCard) return null;
  let at = 0;
  const cards = layersOfCard.map((count, card): PlacedBytes => {
    const its = units.slice(at, at + count);
    at += count;
    const bytes = addBytes(...its, { compute: count > 0 ? (overheads[card] ?? 0) : 0 });
    return { bytes, expertLayers: its.filter(({ experts = 0 }) => experts > 0).length };
  });
  if (sum(cards.map(({ bytes }) => totalBytes(bytes))) > wishes.cardsBudget) return null;
  // What lies below the first layer on a card is on the processor as a whole: its experts need no naming.
  const named = expertLayersOnCpu > first ? expertLayersOnCpu : 0;
  return { gpuLayers, expertLayersOnCpu: named, layersOfCard, cards, host: hostUse(model, wishes, first, expertLayersOnCpu) };
}

/** A layer with what slots keep of it. */
function layerBytes(model: ModelMemory, layer: LayerMemory, wishes: PlacementWishes, withExperts: boolean): Bytes {
  const { experts, ...rest } = layer.weights;
  return {
    experts: withExperts ? experts : 0,
    weights: sum(Object.values(rest)),
    kv: kvBytes(layer, model.window, wishes),
    state: layer.stateBytes * wishes.sequences,
  };
}

/**
 * The compute buffer of one card. Weights that stay in host memory are brought to the first card, tensor by tensor, whenever 32 tokens or
 * more are computed at once (ggml-backend.cpp: the scheduler allocates a copy of the whole tensor there, and starts a new split
 * for each, so that two never lie there at once). With several cards that hold everything, llama.cpp works on four steps at a
 * time and keeps their inputs (GGML_SCHED_MAX_COPIES; switched off by any tensor override).
 */
function cardOverhead(model: ModelMemory, wishes: PlacementWishes, at: { card: number; first: number; expertLayersOnCpu: number }): number {
  const { card, first, expertLayersOnCpu } = at;
  const outputs = wishes.driver === 'embedded' ? wishes.ubatch : wishes.sequences;
  const brought = model.layers.map((layer, index) =>
    index < first ? layer.largestBytes : index < expertLayersOnCpu ? layer.largestExpertBytes : 0,
  );
  const isPipelined = wishes.cardBudgets.length > 1 && first === 0 && expertLayersOnCpu === 0;
  const inputs = isPipelined ? 3 * maskBytes(wishes, wishes.flashAttention) : 0;
  return stepBytes(model, wishes, outputs, wishes.flashAttention) + (card === 0 ? Math.max(0, ...brought) : 0) + inputs;
}

/** @param first the first layer on a card, or null where none is */
function hostUse(model: ModelMemory, wishes: PlacementWishes, first: number | null, expertLayersOnCpu: number): PlacedBytes {
  const isAllHost = first === null;
  const below = first ?? model.layers.length;
  const layers = model.layers.map((layer, at): Bytes => {
    if (at < below) return layerBytes(model, layer, wishes, true);
    return at < expertLayersOnCpu ? { experts: layer.weights.experts } : {};
  });
  const outputs = isAllHost && wishes.driver === 'embedded' ? wishes.ubatch : wishes.sequences;
  const loose: Bytes = {
    weights: model.inputBytes + (isAllHost && !model.isOutputShared ? model.outputBytes : 0),
    compute: stepBytes(model, wishes, outputs, wishes.flashAttention) + outputBufferBytes(model, wishes.sequences),
  };
  return { bytes: addBytes(...layers, loose), expertLayers: layers.filter(({ experts = 0 }) => experts > 0).length };
}

/**
 * Splits a row of layers over cards in order, each filled to the same share of its budget.
 *
 * @returns layers of each card, or null where they do not fit
 */
function evenly(units: readonly number[], budgets: readonly number[]): number[] | null {
  const filled = (share: number) => {
    let at = 0;
    const counts = budgets.map((budget) => {
      let left = budget * share;
      const start = at;
      for (let next = units[at]; next !== undefined && next <= left; next = units[at]) {
        left -= next;
        at++;
      }
      return at - start;
    });
    return at === units.length ? counts : null;
  };
  let best = filled(1);
  if (!best || budgets.length === 1) return best;
  // 1/128 of a card is less than a layer of any model that needs two.
  for (let low = 0, high = 128; high - low > 1; ) {
    const middle = Math.floor((low + high) / 2);
    const found = filled(middle / 128);
    if (found) [best, high] = [found, middle];
    else low = middle;
  }
  return best;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
