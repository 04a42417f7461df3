import type { Bytes } from './byte-groups.ts';
import type { PcieLink } from './graphics-card.ts';

/** How a model is placed on this box: made by `makePlan`, obeyed by the engine drivers. */
export type EnginePlan = {
  /** Whether it fits the memory; where it does not, `reasons` say what would make it fit, and nothing may be started with it. */
  fits: boolean;
  driver: 'embedded' | 'llama-server';
  /** Layers on graphics cards, the output counted as one; 0 leaves them alone. */
  gpuLayers: number;
  /** Of these, the FIRST so many layers whose experts stay in host memory all the same (llama-server's `--n-cpu-moe`). */
  expertLayersOnCpu: number;
  flashAttention: boolean;
  /** Type of both keys and values. */
  kvType: KvType;
  /** Tokens of context of one slot. llama-server's `-c` is this times `sequences`. */
  context: number;
  /** What lets `context` pass what the model was trained with. */
  ropeScaling?: { type: 'yarn'; factor: number; originalContext: number };
  /** Slots: answers written at the same time. */
  sequences: number;
  /** Tokens of one decode call, over all slots. */
  batch: number;
  /** Tokens computed at once; the embedded driver knows only `batch`, so there both are the same. */
  ubatch: number;
  /** Threads of the decode; the JavaScript thread beside it needs a core of its own. */
  threads: number;
  /** Threads that read prompts: more pay where they compute, and not where they wait for memory. */
  threadsBatch: number;
  splitMode: 'none' | 'layer';
  /** Shares of the layers for each card, in the order of `devices`; empty with one card or none. */
  tensorSplit: readonly number[];
  /** Whether weights are mapped from the file; else they are read into memory of their own. */
  mmap: boolean;
  /** How threads spread over several NUMA nodes. */
  numa?: 'distribute';
  /** Prompts of slots that others took over, kept in host memory; 0 keeps none. */
  cacheRamMiB: number;
  /** State snapshots kept in host memory for each slot, for models that cannot step back by themselves. */
  contextCheckpoints: number;
  devices: readonly DeviceUse[];
  /** Of what is used, `engineBytes` are the engine's own buffers: weights, slots and work, as llama.cpp logs them. */
  hostRam: MemoryUse & { engineBytes: number };
  /** Variables of the engine process's environment. */
  env: Readonly<Record<string, string>>;
  /** Arguments of the llama-server that would be placed the same, program first. A driver adds where to listen. */
  command: readonly string[];
  /** Why it is so, in sentences for an operator. */
  reasons: readonly string[];
  /** This plan and three others, to compare; see `speedAssumptions`. */
  alternatives: readonly Alternative[];
};

/** One row of the table of users against context against speed. */
export type Alternative = {
  aim: 'as planned' | 'more people' | 'more context' | 'faster reading' | 'less memory';
  fits: boolean;
  users: number;
  context: number;
  kvType: KvType;
  ubatch: number;
  gpuLayers: number;
  expertLayersOnCpu: number;
  generationTokensPerSecond: number;
  promptTokensPerSecond: number;
};

export type KvType = 'f16' | 'q8_0' | 'q4_0';

/**
 * One memory: what may be used of it, and what is planned to be, by what it holds; `bytes` add up to `usedBytes`. Of `expertLayers`
 * layers the experts are there.
 */
export type MemoryUse = { budgetBytes: number; usedBytes: number; bytes: Bytes; expertLayers: number };

/** Memory of a graphics card. What is free of it without an engine is more than the budget by what must stay free. */
export type DeviceUse = MemoryUse & { name: string; freeBytes: number; pcie?: PcieLink };
