import { z } from 'zod';
import { AppError, type ErrorCode, type ErrorParams } from '#server/platform/index.ts';
import { coverageSchema } from './coverage.ts';

/** One import, as the indexer process is told to do it. */
export const importRequest = z.object({
  mirrorDir: z.string(),
  indexFile: z.string(),
  source: z.object({ kind: z.enum(['path', 'gitBundle']), path: z.string(), name: z.string() }),
  /** Empty for the source's HEAD. */
  branch: z.string(),
  keepCommits: z.array(z.string()),
});
export type ImportRequest = z.infer<typeof importRequest>;

export const toIndexer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('import'), request: importRequest }),
  z.object({ kind: z.literal('cancel') }),
]);
export type ToIndexer = z.infer<typeof toIndexer>;

/** What an import gave: everything the app database is told about the revision. */
export const importResult = z.object({
  commit: z.string(),
  branch: z.string(),
  subject: z.string(),
  committedAtMs: z.number(),
  files: z.number(),
  filesIndexed: z.number(),
  filesSkipped: z.number(),
  filesFailed: z.number(),
  sourceBytes: z.number(),
  indexBytes: z.number(),
  coverage: coverageSchema,
});
export type ImportResult = z.infer<typeof importResult>;

const crossing = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });

export const fromIndexer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    stage: z.enum(['fetching', 'parsing', 'writing', 'switching']),
    done: z.number(),
    total: z.number(),
  }),
  z.object({ kind: z.literal('done'), result: importResult }),
  z.object({ kind: z.literal('failed'), error: crossing }),
]);
export type FromIndexer = z.infer<typeof fromIndexer>;

/** An error as it crosses to the appliance: code and parameters, and never another program's words but in `reason`. */
export function packImportError(error: unknown, folder: string): z.infer<typeof crossing> {
  if (error instanceof AppError) return { code: error.code, params: { ...error.params } };
  const reason = error instanceof Error ? error.message : String(error);
  if (/SQLITE_FULL|disk is full|ENOSPC|No space left/.test(reason)) return { code: 'database.diskFull', params: { folder } };
  return { code: 'repository.indexFailed', params: { reason: reason.slice(0, 200) } };
}

/** Both ends are this program, so the code is one of ours. */
export function unpackImportError({ code, params }: z.infer<typeof crossing>): AppError {
  return new AppError(code as ErrorCode, params as ErrorParams[ErrorCode]);
}
