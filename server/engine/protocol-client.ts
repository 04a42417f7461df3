import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { AppError } from '#server/platform/index.ts';
import type { GenerateFrame, GenerateRequest } from './engine.ts';
import type { EngineClient } from './engine-client.ts';
import { asAppError, type Call, framesOf, gone, lines, parsed, send, text, withGrammar } from './engine-http.ts';
import {
  type EngineProperties,
  embedReply,
  properties,
  refusal,
  type StateLine,
  scoreReply,
  stateLine,
  tokenizeReply,
  wireFrame,
} from './protocol.ts';

/** Speaks the engine protocol over one unix socket. */
export class ProtocolClient implements EngineClient {
  readonly #socket: string;

  constructor(socket: string) {
    this.#socket = socket;
  }

  async *generate(wanted: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateFrame> {
    signal.throwIfAborted();
    const response = await this.#open({ method: 'POST', path: '/generate', body: withGrammar(wanted), signal });
    try {
      for await (const line of lines(response)) {
        for (const frame of framesOf(parsed(wireFrame, line))) {
          yield frame;
          if (frame.kind === 'end') return;
        }
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

  async embed(tokens: readonly number[]): Promise<number[]> {
    return (await this.#call(embedReply, { method: 'POST', path: '/embed', body: { tokens } })).vector;
  }

  async score(tokens: readonly number[], slot: number): Promise<number[]> {
    return (await this.#call(scoreReply, { method: 'POST', path: '/score', body: { tokens, slot } })).logprobs;
  }

  async *states(signal: AbortSignal): AsyncGenerator<StateLine> {
    const response = await this.#open({ method: 'GET', path: '/state', signal });
    for await (const line of lines(response)) yield parsed(stateLine, line);
  }

  async #call<T>(schema: z.ZodType<T>, call: Call): Promise<T> {
    return parsed(schema, await text(await this.#open(call)));
  }

  /** @returns the response once its head is there and says 200 */
  async #open(call: Call): Promise<IncomingMessage> {
    const response = await send({ socketPath: this.#socket }, call);
    if (response.statusCode === 200) return response;
    throw asAppError(parsed(refusal, await text(response)));
  }
}
