import { setTimeout as pause } from 'node:timers/promises';
import type { z } from 'zod';
import { AppError, hasCode } from '#server/platform/index.ts';
import type { GenerateFrame, GenerateRequest } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { send, text } from '../engine-http.ts';
import { LlamaServerClient } from '../llama-server/client.ts';
import type { EngineProperties, StateLine } from '../protocol.ts';
import { Cluster, type RemoteAddress } from './cluster.ts';
import { CompletionsClient } from './completions-client.ts';
import { specialTokensIn, startOf, tokensOf } from './special-tokens.ts';
import { modelsReply, propsReply, tokenizeReply, tokenizerInfo } from './wire.ts';

/** Between two looks whether the cluster is still there; an answer that breaks says it sooner. */
const LOOK_EVERY_MS = 5_000;
/** Looks that may fail in a row: a load balancer that is being changed is no cluster that went down. */
const LOOKS = 3;
/** No cluster tells the size of a vocabulary; ids come from its own tokeniser. */
const VOCABULARY = 2 ** 31 - 1;

type Speaking = Omit<EngineClient, 'states'>;

/** Finds out what stands at an address, and speaks to it in its own way. */
export class RemoteClient implements EngineClient {
  readonly #cluster: Cluster;
  readonly #gone: Promise<string>;
  #speaking: Speaking | null = null;

  /** @param gone resolves when the connection is given up */
  constructor(of: RemoteAddress, gone: Promise<string>) {
    this.#cluster = new Cluster(of);
    this.#gone = gone;
  }

  async *states(signal: AbortSignal): AsyncGenerator<StateLine> {
    yield { state: 'loading', progress: 0 };
    try {
      this.#speaking = await this.#meet();
    } catch (error) {
      // A wrong key or name is wrong at the next try too; a cluster that does not answer may come.
      if (!hasCode(error, 'engine.refused')) throw error;
      return yield { state: 'failed', reason: error.params.reason };
    }
    yield { state: 'ready' };
    for (let missed = 0; missed < LOOKS; ) {
      await pause(LOOK_EVERY_MS, undefined, { signal });
      missed = (await this.#isThere()) ? 0 : missed + 1;
    }
  }

  properties(): Promise<EngineProperties> {
    return this.#met().properties();
  }

  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateFrame> {
    return this.#met().generate(request, signal);
  }

  tokenize(content: string, special: boolean): Promise<number[]> {
    return this.#met().tokenize(content, special);
  }

  eraseSlot(slot: number): Promise<void> {
    return this.#met().eraseSlot(slot);
  }

  embed(tokens: readonly number[]): Promise<number[]> {
    return this.#met().embed(tokens);
  }

  score(tokens: readonly number[], slot: number): Promise<number[]> {
    return this.#met().score(tokens, slot);
  }

  #met(): Speaking {
    if (!this.#speaking) throw new AppError('engine.unavailable', { reason: 'the cluster has not answered yet' });
    return this.#speaking;
  }

  async #isThere(): Promise<boolean> {
    try {
      const response = await send(this.#cluster.address, { method: 'GET', path: '/health' });
      await text(response);
      return response.statusCode === 200;
    } catch {
      return false;
    }
  }

  async #meet(): Promise<Speaking> {
    const { model: name } = this.#cluster.of;
    const { data } = await this.#cluster.get(modelsReply, '/v1/models');
    const model = data.find(({ id }) => id === name);
    if (!model) {
      const there = data.map(({ id }) => `“${id}”`).join(', ');
      throw new AppError('engine.refused', { reason: `the cluster serves no model “${name}”, but ${there || 'none'}` });
    }
    const props = await this.#cluster.getIfThere(propsReply, '/props');
    return props ? this.#meetLlamaServer(props, model.meta ?? null) : this.#meetCompletions(model.max_model_len);
  }

  async #meetLlamaServer(props: z.infer<typeof propsReply>, meta: { n_vocab: number; n_ctx_train: number } | null): Promise<Speaking> {
    const tokenize = async (content: string, add_special: boolean) =>
      (await this.#cluster.post(tokenizeReply, '/tokenize', { content, add_special, parse_special: true })).tokens;
    const texts = { chatTemplate: this.#template(props.chat_template), bosText: props.bos_token, eosText: props.eos_token };
    const specialTokens = await specialTokensIn(texts, (part) => tokenize(part, false));
    const start = await startOf(
      () => tokenize('a', true),
      () => tokenize('a', false),
    );
    const facts = {
      vocabulary: meta?.n_vocab ?? VOCABULARY,
      chatTemplate: texts.chatTemplate,
      tokens: tokensOf({ ...texts, start, specialTokens }),
      specialTokens,
    };
    const contextPerSlot = props.default_generation_settings.n_ctx;
    const client = new LlamaServerClient({
      address: this.#cluster.address,
      served: {
        ...{ driver: 'remote', modelDigest: '', slots: Math.min(props.total_slots, this.#cluster.of.slots), contextPerSlot },
        ...{ contextTrained: meta?.n_ctx_train ?? contextPerSlot, facts: Promise.resolve(facts) },
      },
      exited: this.#gone,
      lastLog: () => [],
    });
    return client;
  }

  async #meetCompletions(contextPerSlot: number | undefined): Promise<Speaking> {
    if (contextPerSlot === undefined) throw new AppError('engine.refused', { reason: 'the cluster does not say how long a prompt may be' });
    const info = await this.#cluster.getIfThere(tokenizerInfo, '/tokenizer_info');
    const chatTemplate = this.#template(info?.chat_template ?? null);
    const texts = { chatTemplate, bosText: info?.bos_token ?? '', eosText: info?.eos_token ?? '' };
    const specialTokens = await specialTokensIn(texts, (part) => this.#cluster.tokenize(part, false));
    const start = await startOf(
      () => this.#cluster.tokenize('a', true),
      () => this.#cluster.tokenize('a', false),
    );
    return new CompletionsClient(this.#cluster, {
      ...{ driver: 'remote', modelDigest: '', slots: this.#cluster.of.slots, contextPerSlot, contextTrained: contextPerSlot },
      ...{ vocabulary: VOCABULARY, chatTemplate, tokens: tokensOf({ ...texts, start, specialTokens }), specialTokens },
      capabilities: { grammar: true, jsonSchema: true, embed: false, score: true, snapshots: false },
      warnings: [],
    });
  }

  /** @throws AppError `engine.refused` where neither the cluster nor the operator tells how a conversation is written */
  #template(told: string | null): string {
    const template = this.#cluster.of.chatTemplate ?? told;
    if (!template) {
      throw new AppError('engine.refused', {
        reason:
          'the cluster does not tell its chat template: start vLLM with --enable-tokenizer-info-endpoint, or name the file in CLOISTER_ENGINE_TEMPLATE',
      });
    }
    return template;
  }
}
