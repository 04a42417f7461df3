import type { IncomingMessage, ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import { type Actor, AppError, limits } from '#server/platform/index.ts';
import { receiveUpload } from '#server/repositories/index.ts';
import { answerJson } from './refuse.ts';

/**
 * `POST /upload`: a git bundle as the request's body, its name in `x-file-name` (percent-encoded). Streamed to the disk as it
 * comes; one that stands still for too long is ended.
 *
 * @throws AppError `session.required`, `request.invalid`, `request.tooLarge`, and what `receiveUpload` throws
 */
export async function receiveBundle(request: IncomingMessage, response: ServerResponse, actor: Actor): Promise<void> {
  if (actor.kind === 'stranger') throw new AppError('session.required', {});
  if (request.method !== 'POST') throw new AppError('request.invalid', { field: 'method', reason: 'is not POST' });
  if (Number(request.headers['content-length'] ?? 0) > limits.uploadBytes)
    throw new AppError('request.tooLarge', { limitBytes: limits.uploadBytes });
  // A body of its own: what refuses an upload ends this stream, and the connection is left to carry the words.
  const body = new PassThrough();
  request.setTimeout(limits.uploadIdleMs, () => request.destroy());
  request.once('close', () => {
    if (!request.complete) body.destroy(new AppError('request.invalid', { field: 'body', reason: 'broke off' }));
  });
  request.pipe(body);
  const { uploadId, sizeBytes } = await receiveUpload(body, fileName(request), actor);
  answerJson(response, 200, { uploadId, sizeBytes });
}

function fileName({ headers }: IncomingMessage): string {
  try {
    return decodeURIComponent(headers['x-file-name']?.toString() ?? '');
  } catch {
    throw new AppError('request.invalid', { field: 'x-file-name', reason: 'is not percent-encoded' });
  }
}
