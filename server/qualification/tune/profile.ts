import { z } from 'zod';

/** What a tuning may choose: the wishes that a plan is made from. */
export const settingsSchema = z.object({
  driver: z.enum(['embedded', 'llama-server']),
  threads: z.int(),
  /** Threads that read prompts; absent where as many read as write. */
  threadsBatch: z.exactOptional(z.int()),
  batch: z.int(),
  ubatch: z.int(),
  sequences: z.int(),
  /** Tokens of one slot: the plan's, in every candidate. */
  context: z.int(),
  kvType: z.enum(['f16', 'q8_0', 'q4_0']),
  promptCache: z.exactOptional(z.boolean()),
  proven: z.exactOptional(z.object({ cudaGraphs: z.boolean() })),
});
export type TunedSettings = z.infer<typeof settingsSchema>;

const speedsSchema = z.object({
  /** Tokens a second that one answer is written at, alone. */
  alone: z.number(),
  /** The same of all slots at work, added up. */
  together: z.number(),
  /** Tokens a second that a prompt is read at, alone. */
  reading: z.number(),
});
export type Speeds = z.infer<typeof speedsSchema>;

const visitSchema = speedsSchema.extend({
  /** 1 is the first round. */
  round: z.int(),
  /** From the start of the engine until it answers. */
  startMs: z.number(),
});
/** One start of an engine, and what it reached. */
export type Visit = z.infer<typeof visitSchema>;

const qualitySchema = z.object({
  /** What of its settings may change what a model says. */
  profile: z.string(),
  /** Whether it was known, or examined now. */
  isKnown: z.boolean(),
  passed: z.boolean(),
  /** Checks of what it must do that it did not pass. */
  failedChecks: z.array(z.string()),
  /** Capabilities that it has as planned and not so. */
  lost: z.array(z.string()),
});
export type Quality = z.infer<typeof qualitySchema>;

const candidateSchema = z.object({
  settings: settingsSchema,
  /** What differs from the plan: empty for the plan itself. */
  changes: z.array(z.object({ setting: z.string(), planned: z.string(), tried: z.string() })),
  visits: z.array(visitSchema),
  /** Of its visits; null where it was not measured once. */
  median: speedsSchema.nullable(),
  /** Largest less smallest. */
  spread: speedsSchema.nullable(),
  /** Against the plan's 1. */
  score: z.number().nullable(),
  /** The round after which it was measured no more; null for those that stayed to the end. */
  fellInRound: z.int().nullable(),
  /** Why its engine did not start or answer; null where it did. */
  failure: z.string().nullable(),
  /** null where it never came to be checked: it was not the fastest left. */
  quality: qualitySchema.nullable(),
});
export type Candidate = z.infer<typeof candidateSchema>;

export const evidenceSchema = z.object({
  budgetMs: z.number(),
  tookMs: z.number(),
  /** Exponents of the three speeds in the score. */
  weights: speedsSchema,
  /** Tokens of one measurement. */
  written: z.int(),
  read: z.int(),
  rounds: z.int(),
  /** The plan is the first; the others as they were tried. */
  candidates: z.array(candidateSchema),
  /** Place of the one that won. */
  winner: z.int(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const hardwareSchema = z.object({
  cores: z.int(),
  physicalCores: z.int(),
  numaNodes: z.int(),
  instructions: z.array(z.string()),
  memoryMib: z.int(),
  isMemoryUnified: z.boolean(),
  cards: z.array(z.object({ name: z.string(), memoryMib: z.int() })),
});
/** What of a box decides how fast it is; nothing that another program's work changes. */
export type Hardware = z.infer<typeof hardwareSchema>;
