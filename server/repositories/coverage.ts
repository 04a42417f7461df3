import { z } from 'zod';

/** Why a file of a revision is not searched. */
export const skipReasons = ['binary', 'tooLarge', 'generated', 'vendored', 'symlink', 'submodule'] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Every file of a revision, once: indexed, skipped or failed. Stored as JSON beside the revision. */
export const coverageSchema = z.object({
  /** Files left out, by reason, the most first. `examples` are at most 20 of their paths. */
  skipped: z.array(z.object({ reason: z.enum(skipReasons), files: z.number(), bytes: z.number(), examples: z.array(z.string()) })),
  /** Files that could not be indexed, or only without their syntax, as the reason says; at most 200 of them. */
  failed: z.array(z.object({ path: z.string(), reason: z.string() })),
  /** Languages of what is indexed, the most bytes first. */
  languages: z.array(z.object({ language: z.string(), files: z.number(), bytes: z.number() })),
});
export type Coverage = z.infer<typeof coverageSchema>;
