import type { IncomingMessage } from 'node:http';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { AppError } from '#server/platform/index.ts';
import type { GenerateFrame, GenerateRequest } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { asAppError, type Call, checked, type EngineAddress, parsed, send, text, withGrammar } from '../engine-http.ts';
import { KeptStates, type KeptStatesOf } from '../kept-states.ts';
import { type EngineProperties, type GenerateBody, generateBody, type ModelFacts, type StateLine } from '../protocol.ts';
import { SlotTurns } from '../slot-turns.ts';
import { streamedAnswer } from '../streamed-answer.ts';
import { unitLength } from '../unit-length.ts';
import { AnswerEvents } from './answer-events.ts';
import { answerEvent, detokenizeReply, embeddingReply, errorReply, savedReply, tokenizeReply } from './wire.ts';

/** Between two looks at a server that loads. */
const LOOK_EVERY_MS = 50;

export type LlamaServer = {
  address: EngineAddress;
  served: {
    driver: 'llama-server' | 'remote';
    modelDigest: string;
    slots: number;
    contextPerSlot: number;
    contextTrained: number;
    facts: Promise<ModelFacts>;
  };
  /** Where states of slots are kept: the folder that llama-server was given for them. A site's server is given none. */
  states?: Pick<KeptStatesOf<number>, 'folder' | 'budgetBytes' | 'isWholeOnly'>;
  /** Resolves once the process is gone. */
  exited: Promise<string>;
  lastLog(): string[];
};

/** Speaks to a llama-server of ours, and makes it keep the promises of the engine protocol. */
export class LlamaServerClient implements EngineClient {
  readonly #of: LlamaServer;
  /** It would queue a second request of a slot without a word. */
  readonly #turns: SlotTurns<number>;
  readonly #states: KeptStates<number> | null;
  /** Tokens that each slot has read, as far as is known here: a request that was given up has read some of its prompt. */
  readonly #held = new Map<number, number[]>();

  constructor(of: LlamaServer) {
    this.#of = of;
    this.#turns = new SlotTurns([...Array(of.served.slots).keys()], asAppError);
    this.#states = of.states ? this.#statesIn(of.states) : null;
    of.served.facts.catch(() => {});
  }

  async *states(signal: AbortSignal): AsyncGenerator<StateLine> {
    // It says only that it loads, not how far it is.
    yield { state: 'loading', progress: 0 };
    try {
      while (!(await this.#isReady(signal))) {
        if (cannotLoad(this.#of.lastLog())) break;
        await pause(LOOK_EVERY_MS, undefined, { signal });
      }
    } catch (error) {
      // It says why it cannot load and is gone at once: what it said is still there.
      if (!cannotLoad(this.#of.lastLog())) throw error;
    }
    const reason = cannotLoad(this.#of.lastLog());
    if (reason) return yield { state: 'failed', reason };
    yield { state: 'ready' };
    await this.#of.exited;
  }

  async properties(): Promise<EngineProperties> {
    const { facts, ...served } = this.#of.served;
    const capabilities = { grammar: true, jsonSchema: true, embed: true, score: false, snapshots: true };
    return { ...(await facts), ...served, capabilities, warnings: [] };
  }

  async *generate(wanted: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateFrame> {
    signal.throwIfAborted();
    const request = checked(generateBody, withGrammar(wanted));
    await this.#expectKnown(request.tokens);
    const limit = this.#of.served.contextPerSlot - 1;
    if (request.tokens.length > limit) throw new AppError('context.overflow', { tokens: request.tokens.length, limit });
    const { leave } = await this.#turns.enter(request.slot, signal);
    const { tokens, slot, front = 0 } = request;
    try {
      const cached = (await this.#states?.exchange(slot, this.#held.get(slot) ?? [], tokens)) ?? 0;
      const held = [...tokens];
      this.#held.set(slot, held);
      const isFrontNew = this.#states !== null && front > cached && front < tokens.length;
      if (isFrontNew) yield* this.#readFront(request, front, signal);
      for await (const frame of this.#write(request, signal)) {
        if (frame.kind === 'tokens') held.push(...frame.ids);
        // What was read just now was not cached.
        yield frame.kind === 'end' && isFrontNew ? { ...frame, cachedTokens: Math.min(frame.cachedTokens, cached) } : frame;
      }
    } finally {
      leave();
    }
  }

  async *#write(request: GenerateBody, signal: AbortSignal): AsyncGenerator<GenerateFrame> {
    const body = completionOf(request, await this.#inGrammar(request));
    yield* streamedAnswer(
      request,
      () => this.#open({ method: 'POST', path: '/completion', body, signal }),
      (answer) => {
        const events = new AnswerEvents(answer, (content) => this.tokenize(content, false));
        return (event) => events.take(parsed(answerEvent, event));
      },
      signal,
    );
  }

  /** Reads a front that no slot has read yet, and keeps it for all of them. */
  async *#readFront({ tokens, slot }: GenerateBody, front: number, signal: AbortSignal): AsyncGenerator<GenerateFrame> {
    const alone = { tokens: tokens.slice(0, front), slot, maxTokens: 0, stop: [], temperature: 0 };
    for await (const frame of this.#write(alone, signal)) if (frame.kind === 'progress') yield { ...frame, total: tokens.length };
    await this.#states?.keep(slot, alone.tokens);
  }

  async tokenize(content: string, special: boolean): Promise<number[]> {
    return (await this.#call(tokenizeReply, '/tokenize', { content, add_special: false, parse_special: special })).tokens;
  }

  async eraseSlot(slot: number): Promise<void> {
    await this.#turns.alone(slot, () => this.#call(z.object({}), `/slots/${slot}?action=erase`, {}));
    this.#held.delete(slot);
  }

  async embed(tokens: readonly number[]): Promise<number[]> {
    await this.#expectKnown(tokens);
    const [reply] = await this.#call(embeddingReply, '/embedding', { content: tokens });
    return unitLength(reply?.embedding.at(-1) ?? []);
  }

  async score(): Promise<never> {
    throw new AppError('engine.refused', { reason: 'llama-server gives no probabilities of a prompt' });
  }

  #statesIn(of: NonNullable<LlamaServer['states']>): KeptStates<number> {
    return new KeptStates({
      ...of,
      save: async (slot, file) => (await this.#call(savedReply, `/slots/${slot}?action=save`, { filename: basename(file) })).n_saved,
      restore: async (slot, file) => {
        await this.#call(z.object({}), `/slots/${slot}?action=restore`, { filename: basename(file) });
      },
    });
  }

  /** What was written under the grammar so far, as text: llama-server takes it as the part that a template has written. */
  async #inGrammar({ tokens, grammar, inGrammar = 0 }: GenerateBody): Promise<string> {
    if (grammar === undefined || inGrammar === 0) return '';
    return (await this.#call(detokenizeReply, '/detokenize', { tokens: tokens.slice(-inGrammar) })).content;
  }

  async #expectKnown(tokens: readonly number[]): Promise<void> {
    const { vocabulary } = await this.#of.served.facts;
    if (tokens.some((id) => id >= vocabulary)) throw new AppError('engine.refused', { reason: 'a token id is not in the vocabulary' });
  }

  async #isReady(signal: AbortSignal): Promise<boolean> {
    try {
      const response = await send(this.#of.address, { method: 'GET', path: '/health', signal });
      await text(response);
      return response.statusCode === 200;
    } catch {
      signal.throwIfAborted();
      return false;
    }
  }

  async #call<T>(schema: z.ZodType<T>, path: string, body: unknown): Promise<T> {
    return parsed(schema, await text(await this.#open({ method: 'POST', path, body })));
  }

  async #open(call: Call): Promise<IncomingMessage> {
    const response = await send(this.#of.address, call);
    if (response.statusCode === 200) return response;
    throw new AppError('engine.refused', { reason: parsed(errorReply, await text(response)).error.message });
  }
}

/** The request as llama-server wants it. Sampling is that of the embedded engine, so that a driver changes no answer. */
function completionOf({ tokens, maxTokens, temperature, seed, slot, grammar }: GenerateBody, inGrammar: string) {
  return {
    prompt: tokens,
    n_predict: maxTokens,
    id_slot: slot,
    cache_prompt: true,
    stream: true,
    return_tokens: true,
    return_progress: true,
    // The last event would repeat the prompt as text.
    response_fields: ['stop_type', 'tokens_predicted'],
    temperature,
    ...(temperature === 0 ? { samplers: ['top_k'], top_k: 1 } : { samplers: ['top_k', 'top_p', 'temperature'], top_k: 40, top_p: 0.95 }),
    ...(seed !== undefined && { seed }),
    ...(grammar !== undefined && { grammar }),
    // Only a grammar of this kind is led through what stands there already.
    ...(inGrammar !== '' && { grammar_type: 'tool_calls', generation_prompt: inGrammar }),
  };
}

/** The log's word that another start would end the same. */
function cannotLoad(log: readonly string[]): string | null {
  const line = log.find((entry) => /error loading model|failed to load model|invalid argument:/.test(entry));
  return line ? line.replace(/^[\d.]+ [A-Z] (?:\S+ +\S+: )?/, '') : null;
}
