/** How a model is placed on this box: made by `makePlan`, obeyed by the engine drivers. */
export type EnginePlan = {
  driver: 'embedded';
  /** Threads of the decode; the JavaScript thread beside it needs a core of its own. */
  threads: number;
  /** Tokens of context of one slot. */
  context: number;
  /** Slots: answers written at the same time. */
  sequences: number;
  kvType: 'f16';
  /** Tokens of one decode step, over all slots. */
  batch: number;
  flashAttention: boolean;
  /** Layers on the graphics card; 0 leaves it alone. */
  gpuLayers: number;
  /** Why it is so, in sentences for an operator. */
  reasons: readonly string[];
};
