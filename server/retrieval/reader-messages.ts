import { z } from 'zod';
import { auditQuestion } from '#server/audit/index.ts';
import { AppError, type ErrorCode, type ErrorParams } from '#server/platform/index.ts';

/** One revision of a scope: where its index is and what people call it. */
const part = z.object({ indexFile: z.string(), commit: z.string(), repository: z.string() });
export type SearchPart = z.infer<typeof part>;

/** What a reader is asked. It takes one request at a time. */
export const readerRequest = z.discriminatedUnion('kind', [
  z.object({
    id: z.number(),
    kind: z.enum(['words', 'literal', 'regex']),
    parts: z.array(part),
    text: z.string(),
    /** Of words alone: what the question takes over from earlier ones. */
    carried: z.string().optional(),
    limit: z.number(),
  }),
  z.object({ id: z.number(), kind: z.literal('symbols'), part, path: z.string() }),
  z.object({ id: z.number(), kind: z.literal('audit'), file: z.string(), question: auditQuestion }),
]);
export type ReaderRequest = z.infer<typeof readerRequest>;

const found = z.object({
  part: z.number(),
  path: z.string(),
  blobId: z.string(),
  startLine: z.number(),
  endLine: z.number(),
  score: z.number(),
  symbol: z.string().nullable(),
  preview: z.string(),
  previewLine: z.number(),
});
export const foundSchema = z.array(found);
export type Found = z.infer<typeof found>;

/** What an index knows about one file, beside its text. */
export const fileFacts = z.object({
  language: z.string(),
  symbols: z.array(z.object({ name: z.string(), kind: z.string(), line: z.number() })),
});
export type FileFacts = z.infer<typeof fileFacts>;

/** What a reader answers: the result, or an error with its code. */
export const readerAnswer = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).optional(),
});
export type ReaderAnswer = z.infer<typeof readerAnswer>;

/** An error as it crosses to another process. */
export function packError(error: unknown): NonNullable<ReaderAnswer['error']> {
  if (error instanceof AppError) return { code: error.code, params: { ...error.params } };
  return { code: 'search.readerFailed', params: {} };
}

/** The error as it was thrown on the other side. Both ends are this program, so its code is one of ours. */
export function unpackError(error: NonNullable<ReaderAnswer['error']>): AppError {
  return new AppError(error.code as ErrorCode, error.params as ErrorParams[ErrorCode]);
}
