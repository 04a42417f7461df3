import { type IncomingMessage, request } from 'node:http';
import { z } from 'zod';
import { AppError } from '#server/platform/index.ts';
import type { GenerateFrame, GenerateRequest } from './engine.ts';
import { type EngineProperties, properties, refusal, type StateLine, stateLine, tokenizeReply, wireFrame } from './protocol.ts';

type Call = { method: 'GET' | 'POST'; path: string; body?: unknown; signal?: AbortSignal };

/** The appliance's side of the engine protocol, over one unix socket. Errors are AppErrors, as `Engine` says. */
export class ProtocolClient {
  readonly #socket: string;

  constructor(socket: string) {
    this.#socket = socket;
  }

  async *generate(wanted: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateFrame> {
    signal.throwIfAborted();
    const response = await this.#open({ method: 'POST', path: '/generate', body: wanted, signal });
    try {
      for await (const line of lines(response)) {
        const frame = parsed(wireFrame, line);
        if (frame.progress) yield { kind: 'progress', ...frame.progress };
        if (frame.ids.length > 0) yield { kind: 'tokens', n: frame.n, ids: frame.ids, text: frame.text };
        if (frame.error) throw asAppError(frame.error);
        if (frame.end) return yield { kind: 'end', ...frame.end };
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof AppError ? error : gone(error);
    } finally {
      // Closing the request is what stops the engine, whoever left the loop and why.
      response.destroy();
    }
    signal.throwIfAborted();
    throw gone('the engine closed the stream before the end of the answer');
  }

  async tokenize(text: string, special: boolean): Promise<number[]> {
    return (await this.#call(tokenizeReply, { method: 'POST', path: '/tokenize', body: { text, special } })).ids;
  }

  properties(): Promise<EngineProperties> {
    return this.#call(properties, { method: 'GET', path: '/properties' });
  }

  async eraseSlot(slot: number): Promise<void> {
    await this.#call(z.object({}), { method: 'POST', path: '/slots/erase', body: { slot } });
  }

  /** Every state from now until the engine ends; a stream cut short ends it as well. */
  async *states(signal: AbortSignal): AsyncGenerator<StateLine> {
    const response = await this.#open({ method: 'GET', path: '/state', signal });
    for await (const line of lines(response)) yield parsed(stateLine, line);
  }

  async #call<T>(schema: z.ZodType<T>, call: Call): Promise<T> {
    const response = await this.#open(call);
    try {
      return parsed(schema, await text(response));
    } catch (error) {
      throw error instanceof AppError ? error : gone(error);
    }
  }

  /** @returns the response once its head is there and says 200 */
  async #open({ method, path, body, signal }: Call): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    // A connection each: closing one stops exactly one answer.
    const sent = request({ socketPath: this.#socket, method, path, agent: false, ...(signal && { signal }) }, resolve);
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
    let response: IncomingMessage;
    try {
      response = await promise;
    } catch (error) {
      signal?.throwIfAborted();
      throw gone(error);
    }
    if (response.statusCode === 200) return response;
    throw asAppError(parsed(refusal, await text(response)));
  }
}

function parsed<T>(schema: z.ZodType<T>, line: string): T {
  try {
    return schema.parse(JSON.parse(line));
  } catch (cause) {
    throw new AppError('engine.unavailable', { reason: 'the engine does not speak the protocol' }, { cause });
  }
}

function asAppError(refused: z.infer<typeof refusal>): AppError {
  if (refused.code === 'overflow') return new AppError('context.overflow', { tokens: refused.tokens, limit: refused.limit });
  if (refused.code === 'loading') return new AppError('engine.loading', { percent: Math.floor(refused.progress * 100) });
  return new AppError('engine.refused', { reason: refused.reason });
}

function gone(cause: unknown): AppError {
  const reason = typeof cause === 'string' ? cause : 'the engine process is gone';
  return new AppError('engine.unavailable', { reason }, typeof cause === 'string' ? {} : { cause });
}

async function text(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Lines as they come; a stream that breaks throws. */
async function* lines(response: IncomingMessage): AsyncGenerator<string> {
  response.setEncoding('utf8');
  let rest = '';
  for await (const chunk of response) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
}
