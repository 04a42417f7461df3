import { type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { z } from 'zod';
import { AppError } from '#server/platform/index.ts';
import type { GenerateFrame, GenerateRequest } from './engine.ts';
import { grammarOfSchema } from './json-schema-grammar.ts';
import type { Refusal, WireFrame } from './protocol.ts';

/** Where an engine is reached: a unix socket of ours, or an address of the site, with its key and who vouches for its certificate. */
export type EngineAddress = { socketPath: string } | { url: URL; key?: string; ca?: string };

export type Call = { method: 'GET' | 'POST'; path: string; body?: unknown; signal?: AbortSignal };

/**
 * Sends one request to an engine, and follows no redirection: an address that was not configured is never spoken to.
 *
 * @returns the response once its head is there, whatever its status
 * @throws AppError `engine.unavailable` when nobody answers; the signal's reason when aborted
 */
export async function send(address: EngineAddress, { method, path, body, signal }: Call): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers = {
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...('url' in address && address.key && { authorization: `Bearer ${address.key}` }),
  };
  // A connection each: closing one stops exactly one answer.
  const options = { method, headers, agent: false as const, ...(signal && { signal }) };
  const sent =
    'socketPath' in address
      ? request({ ...options, socketPath: address.socketPath, path }, resolve)
      : address.url.protocol === 'https:'
        ? secureRequest(below(address.url, path), { ...options, ...(address.ca && { ca: address.ca }) }, resolve)
        : request(below(address.url, path), options, resolve);
  sent.on('error', reject);
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  try {
    return await promise;
  } catch (error) {
    signal?.throwIfAborted();
    throw gone(error);
  }
}

/** An engine may live below a path of its host. */
function below(base: URL, path: string): URL {
  return new URL(base.href.replace(/\/$/, '') + path);
}

/** The whole body. @throws AppError `engine.unavailable` when the stream breaks */
export async function text(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk);
  } catch (error) {
    throw gone(error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Lines as they come; a stream that breaks throws. */
export async function* lines(response: IncomingMessage): AsyncGenerator<string> {
  response.setEncoding('utf8');
  let rest = '';
  for await (const chunk of response) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
}

/** @throws AppError `engine.unavailable` for what is no JSON of this form */
export function parsed<T>(schema: z.ZodType<T>, line: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    throw new AppError('engine.unavailable', { reason: 'the engine does not speak the protocol' }, { cause });
  }
}

/** A request that the other side could only misunderstand. @throws AppError `engine.refused` naming the field */
export function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) throw new AppError('engine.refused', { reason: z.prettifyError(result.error) });
  return result.data;
}

/** The request as drivers on this machine take it: a JSON schema has become a grammar. @throws AppError `engine.refused` */
export function withGrammar({ jsonSchema, ...request }: GenerateRequest): Omit<GenerateRequest, 'jsonSchema'> {
  if (!jsonSchema) return request;
  if (request.grammar !== undefined) throw new AppError('engine.refused', { reason: 'a grammar and a JSON schema exclude each other' });
  return { ...request, grammar: grammarOfSchema(jsonSchema) };
}

export function asAppError(refused: Refusal): AppError {
  if (refused.code === 'overflow') return new AppError('context.overflow', { tokens: refused.tokens, limit: refused.limit });
  if (refused.code === 'loading') return new AppError('engine.loading', { percent: Math.floor(refused.progress * 100) });
  return new AppError('engine.refused', { reason: refused.reason });
}

export function gone(cause: unknown): AppError {
  const reason = typeof cause === 'string' ? cause : 'the engine process is gone';
  return new AppError('engine.unavailable', { reason }, typeof cause === 'string' ? {} : { cause });
}

/** What a frame on the wire says, in order. @throws AppError where it says that the engine failed in mid-answer */
export function* framesOf(frame: WireFrame): Generator<GenerateFrame> {
  if (frame.progress) yield { kind: 'progress', ...frame.progress };
  if (frame.ids.length > 0) yield { kind: 'tokens', n: frame.n, ids: frame.ids, text: frame.text };
  if (frame.error) throw asAppError(frame.error);
  if (frame.end) yield { kind: 'end', ...frame.end };
}
