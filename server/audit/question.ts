import { z } from 'zod';
import { signedCheckpoint } from './signing.ts';

const filter = z.object({
  actorIds: z.array(z.string()).optional(),
  actions: z.array(z.string()).optional(),
  outcomes: z.array(z.string()).optional(),
  repositoryId: z.string().optional(),
  subjectId: z.string().optional(),
  fromMs: z.number().optional(),
  untilMs: z.number().optional(),
  text: z.string().optional(),
  beforeIndex: z.number().optional(),
});

/** What an auditor looks for, as it crosses to a reader. Times are inclusive; `text` is found in names, actions and ids. */
export type AuditFilter = z.infer<typeof filter>;

/** What is asked of the log: more than a row or two of it is read in a process of its own, never on the appliance's one thread. */
export const auditQuestion = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('count'), filter }),
  z.object({ kind: z.literal('page'), filter, limit: z.number() }),
  z.object({ kind: z.literal('facets'), filter }),
  z.object({ kind: z.literal('histogram'), filter, fromMs: z.number(), untilMs: z.number(), bins: z.number() }),
  z.object({ kind: z.literal('record'), index: z.number() }),
  z.object({ kind: z.literal('verify'), checkpointFile: z.string(), keyFile: z.string() }),
]);
export type AuditQuestion = z.infer<typeof auditQuestion>;

const facet = z.object({ value: z.string(), label: z.string(), count: z.number() });
export type Facet = z.infer<typeof facet>;
export const facetLists = z.object({ actions: z.array(facet), outcomes: z.array(facet), actors: z.array(facet) });

const bin = z.object({ fromMs: z.number(), records: z.number(), refused: z.number() });
export type HistogramBin = z.infer<typeof bin>;
export const histogramBins = z.array(bin);

/** Records cross as their text: what is parsed at the end is what was hashed. */
export const recordTexts = z.array(z.string());

/** A record with what its proof needs, hashes in hex; null where there is none at this index. */
export const provenText = z
  .object({
    text: z.string(),
    leaf: z.string(),
    path: z.array(z.string()),
    size: z.number(),
    root: z.string(),
    isProven: z.boolean(),
  })
  .nullable();

/** What a reading of the whole log found. */
export const verification = z.object({
  ok: z.boolean(),
  /** Records found. */
  records: z.number(),
  /** The first record that does not hold, and why. */
  firstBad: z.object({ index: z.number(), reason: z.string() }).optional(),
  checkpoint: signedCheckpoint.nullable(),
});
export type Verification = z.infer<typeof verification>;
