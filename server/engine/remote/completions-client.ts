import { AppError } from '#server/platform/index.ts';
import type { Answer } from '../answer.ts';
import type { GenerateFrame, GenerateRequest } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { asAppError, checked, parsed } from '../engine-http.ts';
import { type EngineProperties, type GenerateBody, generateBody } from '../protocol.ts';
import { Refused } from '../refused.ts';
import { SlotTurns } from '../slot-turns.ts';
import { streamedAnswer } from '../streamed-answer.ts';
import type { Cluster } from './cluster.ts';
import { tokenizePlain } from './special-tokens.ts';
import { completionEvent, scoredReply } from './wire.ts';

/** Speaks to vLLM, or to what speaks as it does: token ids in, token ids and text out, over /v1/completions. */
export class CompletionsClient implements Omit<EngineClient, 'states'> {
  readonly #cluster: Cluster;
  readonly #properties: EngineProperties;
  /** A slot is a place in our line alone: which cache is used is the cluster's to say. */
  readonly #turns: SlotTurns<number>;

  constructor(cluster: Cluster, properties: EngineProperties) {
    this.#cluster = cluster;
    this.#properties = properties;
    this.#turns = new SlotTurns([...Array(properties.slots).keys()], asAppError);
  }

  async properties(): Promise<EngineProperties> {
    return this.#properties;
  }

  async *generate({ jsonSchema, ...rest }: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateFrame> {
    signal.throwIfAborted();
    const request = checked(generateBody, rest);
    if (request.inGrammar) throw new AppError('engine.refused', { reason: 'a cluster goes on in no grammar' });
    this.#expectRoom(request.tokens, this.#properties.contextPerSlot - 1);
    const { leave } = await this.#turns.enter(request.slot, signal);
    const body = { ...this.#completionOf(request), ...outputOf(request, jsonSchema) };
    try {
      yield* streamedAnswer(
        request,
        () => this.#cluster.open({ method: 'POST', path: '/v1/completions', body, signal }),
        (answer) => this.#taking(answer, request.tokens.length),
        signal,
      );
    } finally {
      leave();
    }
  }

  tokenize(content: string, special: boolean): Promise<number[]> {
    const read = (part: string) => this.#cluster.tokenize(part, false);
    return special ? read(content) : tokenizePlain(content, this.#properties.specialTokens, read);
  }

  /** Whatever it keeps, it keeps for all. */
  async eraseSlot(): Promise<void> {}

  async embed(): Promise<never> {
    throw new AppError('engine.refused', { reason: 'a model that writes gives no vectors in a cluster' });
  }

  async score(tokens: readonly number[]): Promise<number[]> {
    this.#expectRoom(tokens, this.#properties.contextPerSlot - 1);
    const body = { model: this.#cluster.of.model, prompt: tokens, max_tokens: 1, temperature: 0, prompt_logprobs: 0 };
    const reply = await this.#cluster.post(scoredReply, '/v1/completions', body);
    const logprobs = reply.choices[0]?.prompt_logprobs ?? [];
    return tokens.slice(1).map((token, index) => logprobs[index + 1]?.[token]?.logprob ?? Number.NEGATIVE_INFINITY);
  }

  /** Says that the prompt is being read before the first word: a cluster tells nothing of how far it is. */
  #taking(answer: Answer, promptTokens: number): (event: string) => Promise<boolean> {
    let isEndToken: boolean | null = null;
    answer.read(0, 0);
    return async (event) => {
      const said = parsed(completionEvent, event);
      if ('error' in said) throw new Refused({ code: 'refused', reason: said.error.message });
      const [choice] = said.choices;
      if (choice && isEndToken === null) {
        const ids = choice.token_ids ?? (choice.text === '' ? [] : await this.tokenize(choice.text, false));
        if (answer.push(ids, choice.text)) return true;
        if (choice.finish_reason) isEndToken = choice.finish_reason === 'stop';
      }
      if (!said.usage || isEndToken === null) return false;
      answer.read(promptTokens, said.usage.prompt_tokens_details?.cached_tokens ?? 0);
      answer.end(isEndToken);
      return true;
    };
  }

  #completionOf({ tokens, maxTokens, temperature, seed }: GenerateBody) {
    return {
      model: this.#cluster.of.model,
      prompt: tokens,
      max_tokens: Math.min(maxTokens, this.#properties.contextPerSlot - tokens.length),
      temperature,
      ...(temperature > 0 && { top_k: 40, top_p: 0.95 }),
      ...(seed !== undefined && { seed }),
      stream: true,
      stream_options: { include_usage: true },
      return_token_ids: true,
    };
  }

  #expectRoom(tokens: readonly number[], limit: number): void {
    if (tokens.length > limit) throw new AppError('context.overflow', { tokens: tokens.length, limit });
  }
}

function outputOf({ grammar }: GenerateBody, jsonSchema: GenerateRequest['jsonSchema']) {
  if (grammar !== undefined && jsonSchema)
    throw new AppError('engine.refused', { reason: 'a grammar and a JSON schema exclude each other' });
  if (grammar !== undefined) return { structured_outputs: { grammar } };
  return jsonSchema ? { structured_outputs: { json: jsonSchema } } : {};
}
