const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** The figures of a plan, each with its reason. */
export const planLimits = {
  /** Kept for the appliance itself: pages, readers, an import, and the files that git and SQLite want cached. */
  applianceBytes: 1.5 * GIB,
  /** What an engine's process may take beyond what was planned: its program, its heap, buffers of the platform. */
  engineMarginBytes: 0.5 * GIB,
  /** Share of the memory that slots may take beside the model: more context than this serves nobody and starves the rest. */
  slotShare: 0.25,
  /** Context of a slot that is worth having, and beyond which nobody has asked for more by default. */
  contextMin: 1_024,
  contextGood: 4_096,
  contextMax: 32_768,
  /** How long reading a full prompt may take on a processor, and what one core reads: 230 tokens a second of a model of 98 MB. */
  readingS: 20,
  readBytesPerCoreS: 230 * 98_362_432,
  /** What others' next word waits for while a prompt is read. */
  stepS: 0.25,
  /** llama.cpp allocates cells in blocks of so many tokens. */
  contextStep: 256,
  sequencesMax: 8,
  /** What stays free of one card, or of several together: a screen, kernels that are loaded later, workspaces of products. */
  cardMarginBytes: 1 * GIB,
  /** What stays free of each of several cards. */
  cardMarginEachBytes: 192 * MIB,
  /** Memory that processor and card share: what a card may take of it, as macOS and Linux drivers allow by default. */
  unifiedShare: 0.75,
  /** With cards: a slot's context, and the share of the weights that slots may take by default. */
  cardContext: 65_536,
  cardContextMin: 8_192,
  cardSlotShare: 0.08,
  cardBatch: 2_048,
  cardUbatch: 512,
  /** State snapshots of a slot; llama-server's own default, which it takes without looking at the memory. */
  snapshotsMax: 32,
  /** llama-server's default for its prompt cache, and what is too little to hold a prompt. */
  promptCacheMiB: 8_192,
  promptCacheMinMiB: 512,
  /** Full conversations for each slot that the cache may hold: more of them are seldom come back to. */
  promptCacheSlots: 4,
  /** Beyond four times the trained context, stretched positions (YaRN) are no longer told apart. */
  ropeFactorMax: 4,
} as const;

export { GIB, MIB };
