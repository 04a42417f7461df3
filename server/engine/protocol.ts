/**
 * The engine protocol: HTTP on a unix socket, tokens in, tokens out.
 *
 *   GET  /state       JSON lines, one for each change: loading with a figure, ready, failed. Stays open; its end is the engine's death.
 *   GET  /properties  what the engine serves and can do
 *   POST /tokenize    text to token ids
 *   POST /generate    JSON lines of `{n, ids, text, progress?, end?, error?}`; closing the request stops it within one decode step
 *   POST /slots/erase forgets what a slot has read
 *   POST /embed       token ids to a vector of length 1
 *   POST /score       token ids to the log-probability of each but the first, given those before it
 *
 * What a driver cannot do stands in `capabilities`; asked all the same, it refuses. Both sides parse what they receive with these schemas.
 */
import { z } from 'zod';

const tokenId = z.int().min(0);
const slotNumber = z.int().min(0).max(1_023);

/** Bounds on one request: far above any model's context, far below what would hurt the process. */
export const protocolLimits = {
  /** Bytes of a request's body: a million token ids. */
  bodyBytes: 16 * 1024 * 1024,
  stopStrings: 16,
  stopLength: 256,
  grammarLength: 256 * 1024,
} as const;

export const generateBody = z.strictObject({
  tokens: z.array(tokenId).min(1),
  maxTokens: z.int().min(1),
  stop: z.array(z.string().min(1).max(protocolLimits.stopLength)).max(protocolLimits.stopStrings),
  temperature: z.number().min(0).max(10),
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  slot: slotNumber,
  grammar: z.string().min(1).max(protocolLimits.grammarLength).optional(),
  answered: z.int().min(0).optional(),
  inGrammar: z.int().min(0).optional(),
  front: z.int().min(0).optional(),
});

export const tokenizeBody = z.strictObject({ text: z.string(), special: z.boolean() });
export const tokenizeReply = z.object({ ids: z.array(tokenId) });

export const eraseBody = z.strictObject({ slot: slotNumber });

export const embedBody = z.strictObject({ tokens: z.array(tokenId).min(1) });
export const embedReply = z.object({ vector: z.array(z.number()) });

export const scoreBody = z.strictObject({ tokens: z.array(tokenId).min(2), slot: slotNumber });
export const scoreReply = z.object({ logprobs: z.array(z.number()) });

export const endReason = z.enum(['end', 'limit', 'stop']);

/** Why a request was not served. `overflow`: the prompt does not fit a slot. */
export const refusal = z.discriminatedUnion('code', [
  z.object({ code: z.literal('overflow'), tokens: z.int(), limit: z.int() }),
  z.object({ code: z.literal('loading'), progress: z.number() }),
  z.object({ code: z.literal('refused'), reason: z.string() }),
]);

export const wireFrame = z.object({
  n: z.int().min(0),
  ids: z.array(tokenId),
  text: z.string(),
  progress: z.object({ done: z.int(), total: z.int() }).optional(),
  end: z.object({ reason: endReason, promptTokens: z.int(), cachedTokens: z.int(), outputTokens: z.int() }).optional(),
  /** The engine failed in mid-answer, and stays up. */
  error: refusal.optional(),
});

export const stateLine = z.discriminatedUnion('state', [
  z.object({ state: z.literal('loading'), progress: z.number().min(0).max(1) }),
  z.object({ state: z.literal('ready') }),
  /** The model cannot be served at all, and another try would end the same. */
  z.object({ state: z.literal('failed'), reason: z.string() }),
]);

export const specialToken = z.object({
  id: tokenId,
  text: z.string(),
  /** `control` is only ever read in a template; a `userDefined` one is read wherever its text stands. */
  kind: z.enum(['control', 'userDefined']),
});

/** What the vocabulary in the model's file alone decides. */
export const modelFacts = z.object({
  vocabulary: z.int().min(1),
  chatTemplate: z.string().nullable(),
  tokens: z.object({
    bos: tokenId.nullable(),
    eos: tokenId.nullable(),
    eot: tokenId.nullable(),
    addBos: z.boolean(),
    bosText: z.string(),
    eosText: z.string(),
  }),
  specialTokens: z.array(specialToken),
});

export const properties = modelFacts.extend({
  driver: z.enum(['embedded', 'llama-server', 'remote', 'scripted']),
  modelDigest: z.string(),
  slots: z.int().min(1),
  contextPerSlot: z.int().min(1),
  contextTrained: z.int().min(1),
  capabilities: z.object({
    grammar: z.boolean(),
    jsonSchema: z.boolean(),
    embed: z.boolean(),
    score: z.boolean(),
    /** Keeps states of a recurrent model, so that a prompt which shares a beginning need not be read from its start. */
    snapshots: z.boolean(),
  }),
  warnings: z.array(z.string()),
});

export type GenerateBody = z.infer<typeof generateBody>;
export type Refusal = z.infer<typeof refusal>;
export type WireFrame = z.infer<typeof wireFrame>;
export type StateLine = z.infer<typeof stateLine>;
export type ModelFacts = z.infer<typeof modelFacts>;
export type EngineProperties = z.infer<typeof properties>;
export type SpecialToken = z.infer<typeof specialToken>;
export type EndReason = z.infer<typeof endReason>;

/** HTTP status of a refusal. */
export function refusalStatus(code: Refusal['code']): number {
  return { overflow: 413, loading: 503, refused: 400 }[code];
}
