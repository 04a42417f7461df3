import { randomBytes } from 'node:crypto';
import { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { wordsOf } from '#app/messages/error-words.ts';
import { AppError, type ErrorCode, type ErrorParams, limits, log } from '#server/platform/index.ts';
import { errorMap } from './error-map.ts';

/** An error as a person or a program receives it: never a stack, never the cause. The log has the cause under the same id. */
export type ErrorData = {
  code: ErrorCode;
  params: ErrorParams[ErrorCode];
  message: string;
  remedy: string;
  id: string;
  httpStatus: number;
};

/**
 * Turns whatever was thrown into an error for the person, and logs its cause under the id that the person is shown.
 *
 * @param at where it happened: a procedure's path or a route, never a value that somebody typed
 */
export function errorData(thrown: unknown, at: string): ErrorData {
  const id = randomBytes(5).toString('hex');
  const known = asAppError(thrown);
  const error: AppError = known ?? new AppError('request.internal', { id });
  const row = errorMap[error.code];
  const cause = known ? known.cause : causeOf(thrown);
  log('api')[row.log]({ id, code: error.code, at, ...(cause !== undefined && { err: cause }) }, 'refused');
  return { code: error.code, params: error.params, ...wordsOf(error), id, httpStatus: row.http };
}

/** The AppError in what was thrown, or the one that says the same as tRPC's own error; null for a fault of ours. */
export function asAppError(thrown: unknown): AppError | null {
  if (thrown instanceof AppError) return thrown;
  if (!(thrown instanceof TRPCError)) return null;
  if (thrown.cause instanceof AppError) return thrown.cause;
  switch (thrown.code) {
    case 'BAD_REQUEST':
      return invalidInput(thrown.cause);
    case 'PARSE_ERROR':
      return new AppError('request.invalid', { field: 'body', reason: 'is not valid JSON' });
    case 'METHOD_NOT_SUPPORTED':
      return new AppError('request.invalid', { field: 'method', reason: 'is not the one this procedure takes' });
    case 'UNSUPPORTED_MEDIA_TYPE':
      return new AppError('request.invalid', { field: 'content-type', reason: 'is not application/json' });
    case 'PAYLOAD_TOO_LARGE':
      return new AppError('request.tooLarge', { limitBytes: limits.requestBytes });
    case 'NOT_FOUND':
      return new AppError('request.notFound', { what: 'procedure' });
    default:
      return null;
  }
}

function invalidInput(cause: unknown): AppError {
  const issue = cause instanceof z.ZodError ? cause.issues[0] : undefined;
  const field = issue?.path.map(String).join('.') || 'input';
  return new AppError('request.invalid', { field, reason: issue?.message ?? 'is malformed' });
}

function causeOf(thrown: unknown): unknown {
  return thrown instanceof TRPCError && thrown.cause !== undefined ? thrown.cause : thrown;
}
