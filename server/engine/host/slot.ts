import {
  type ControlledEvaluateIndexOutput,
  type EvaluationPriority,
  type Llama,
  type LlamaContextSequence,
  LlamaGrammarEvaluationState,
  type SequenceEvaluateOptions,
  type Token,
} from 'node-llama-cpp';
import type { FrameWriter } from '../frame-writer.ts';
import type { KeptStates } from '../kept-states.ts';
import type { EndReason, GenerateBody } from '../protocol.ts';
import { Refused } from '../refused.ts';
import { TextAssembler } from '../text-assembler.ts';
import { acceptToken } from './grammar-state.ts';
import type { ServedSlot } from './host-server.ts';
import type { StepSize } from './step-size.ts';
import type { WholeSteps } from './whole-steps.ts';

/** One sequence of the context: an answer at a time, with what it has read kept for the next prompt that begins the same. */
export class Slot implements ServedSlot {
  readonly #number: number;
  readonly #llama: Llama;
  readonly #sequence: LlamaContextSequence;
  readonly #contextTokens: number;
  readonly #stepSize: StepSize;
  readonly #mayKeepState: boolean;
  readonly #steps: WholeSteps;
  readonly #states: KeptStates<LlamaContextSequence>;

  constructor(of: {
    number: number;
    llama: Llama;
    sequence: LlamaContextSequence;
    contextTokens: number;
    stepSize: StepSize;
    mayKeepState: boolean;
    steps: WholeSteps;
    states: KeptStates<LlamaContextSequence>;
  }) {
    this.#number = of.number;
    this.#llama = of.llama;
    this.#sequence = of.sequence;
    this.#contextTokens = of.contextTokens;
    this.#stepSize = of.stepSize;
    this.#mayKeepState = of.mayKeepState;
    this.#steps = of.steps;
    this.#states = of.states;
  }

  /**
   * Writes one answer.
   *
   * @param signal ends it within one decode step; then nothing more is written
   * @throws Refused when the prompt does not fit or the grammar does not parse
   */
  async generate(body: GenerateBody, signal: AbortSignal, frames: FrameWriter): Promise<void> {
    const limit = this.#contextTokens - 1;
    if (body.tokens.length > limit) throw new Refused({ code: 'overflow', tokens: body.tokens.length, limit });
    const grammar = body.grammar === undefined ? null : await this.#grammar(body.grammar, lastOf(body.tokens, body.inGrammar));
    await this.#answer(body, grammar, signal, frames);
  }

  /**
   * Log-probabilities of a text.
   *
   * @throws Refused when it does not fit
   */
  async score(tokens: readonly number[]): Promise<number[]> {
    if (tokens.length > this.#contextTokens) throw new Refused({ code: 'overflow', tokens: tokens.length, limit: this.#contextTokens });
    await this.#sequence.clearHistory();
    const text = tokens as Token[];
    const logprobs: number[] = [];
    // In steps, as a prompt is read: another slot's token waits for one of them only.
    for (let at = 0; at < text.length - 1; ) {
      const step = text.slice(at, Math.min(at + this.#stepSize.tokens, text.length - 1));
      const results = await this.#sequence.controlledEvaluate(
        step.map((token, i) => [token, { generateNext: weightOf(text[at + i + 1] as Token) }]),
        { evaluationPriority: this.#priority },
      );
      for (const [i, result] of results.entries()) logprobs.push(logProbability(result?.next, text[at + i + 1] as Token));
      at += step.length;
    }
    return logprobs;
  }

  /** Forgets what was read. */
  async erase(): Promise<void> {
    await this.#sequence.clearHistory();
  }

  async #answer(body: GenerateBody, grammar: LlamaGrammarEvaluationState | null, signal: AbortSignal, frames: FrameWriter): Promise<void> {
    // Ids were checked against the vocabulary; node-llama-cpp brands them.
    const prompt = body.tokens as Token[];
    const cachedTokens = await this.#reusePrefix(prompt);
    frames.progress(cachedTokens, body.tokens.length);
    const readTokens = await this.#readFront(prompt, { front: body.front ?? 0, cachedTokens }, signal, frames);
    const rest = await this.#readPrompt(prompt.slice(readTokens), signal, (done) => frames.progress(readTokens + done, body.tokens.length));
    if (signal.aborted) return;
    const model = this.#sequence.model;
    const answered = lastOf(body.tokens, body.answered);
    const assembler = new TextAssembler<number>(
      (ids, before) => model.detokenize(ids as Token[], false, before as Token[]),
      body.stop,
      answered,
    );
    const maxTokens = Math.min(body.maxTokens, this.#contextTokens - body.tokens.length);
    const written = this.#sequence.evaluate(rest, this.#options(body, grammar));
    const { reason, outputTokens } = await this.#write(written, { assembler, maxTokens, frames }, signal);
    if (signal.aborted) return frames.cancel();
    frames.add(assembler.finish());
    frames.end({ end: { reason, promptTokens: body.tokens.length, cachedTokens, outputTokens } });
  }

  /** Frames of what is written, until there is an end to it. @returns at once when aborted */
  async #write(
    tokens: AsyncIterable<Token>,
    { assembler, maxTokens, frames }: { assembler: TextAssembler; maxTokens: number; frames: FrameWriter },
    signal: AbortSignal,
  ): Promise<{ reason: EndReason; outputTokens: number }> {
    let outputTokens = 0;
    let leave: (() => void) | null = null;
    try {
      for await (const token of tokens) {
        if (signal.aborted) break;
        leave ??= this.#steps.join();
        outputTokens++;
        const piece = assembler.push(token);
        frames.add(piece);
        if (piece.stopped || outputTokens === maxTokens) return { reason: piece.stopped ? 'stop' : 'limit', outputTokens };
      }
      return { reason: 'end', outputTokens };
    } finally {
      leave?.();
    }
  }

  /** Keeps what this prompt shares with the last one. @returns tokens that need not be read again: at least one must be */
  async #reusePrefix(tokens: readonly Token[]): Promise<number> {
    await this.#states.exchange(this.#sequence, this.#sequence.contextTokens, tokens);
    await this.#sequence.adaptStateToTokens(tokens.slice(0, -1), false);
    return this.#sequence.nextTokenIndex;
  }

  /** Reads a front that no slot has read yet, and keeps it for all of them. @returns tokens that are read */
  async #readFront(
    prompt: readonly Token[],
    { front, cachedTokens }: { front: number; cachedTokens: number },
    signal: AbortSignal,
    frames: FrameWriter,
  ): Promise<number> {
    if (front <= cachedTokens || front >= prompt.length) return cachedTokens;
    await this.#read(prompt.slice(cachedTokens, front), 0, signal, (done) => frames.progress(cachedTokens + done, prompt.length));
    if (!signal.aborted) await this.#states.keep(this.#sequence, prompt.slice(0, front));
    return this.#sequence.nextTokenIndex;
  }

  /**
   * Reads all but the last step, so that a request given up, or another slot's token, waits for one step only. A recurrent model
   * reads all but the last token, and keeps its state there: the next question of a conversation begins where this prompt ended.
   */
  async #readPrompt(tokens: readonly Token[], signal: AbortSignal, onProgress: (done: number) => void): Promise<Token[]> {
    const keepsState = this.#mayKeepState && this.#sequence.needsCheckpoints;
    const rest = await this.#read(tokens, keepsState ? 1 : 'a step', signal, onProgress);
    if (keepsState && !signal.aborted) await this.#sequence.takeCheckpoint();
    return rest;
  }

  /** Reads in steps, but not the last tokens: so many exactly, or at most what a step takes. @returns those, or more when aborted */
  async #read(
    tokens: readonly Token[],
    leave: number | 'a step',
    signal: AbortSignal,
    onProgress: (done: number) => void,
  ): Promise<Token[]> {
    const end = leave === 'a step' ? tokens.length : tokens.length - leave;
    let done = 0;
    while (end - done > (leave === 'a step' ? this.#stepSize.tokens : 0) && !signal.aborted) {
      const read = this.#stepSize.begin();
      const step = tokens.slice(done, Math.min(done + this.#stepSize.tokens, end));
      await this.#sequence.evaluateWithoutGeneratingNewTokens(step, { evaluationPriority: this.#priority });
      read(step.length);
      done += step.length;
      onProgress(done);
    }
    return tokens.slice(done);
  }

  /** The slot's number under the one name that node-llama-cpp hands to `bySlot`, its only reader; it checks no range. */
  get #priority(): EvaluationPriority {
    return this.#number as EvaluationPriority;
  }

  #options(body: Pick<GenerateBody, 'temperature' | 'seed'>, grammar: LlamaGrammarEvaluationState | null): SequenceEvaluateOptions {
    return {
      temperature: body.temperature,
      evaluationPriority: this.#priority,
      ...(body.seed !== undefined && { seed: body.seed }),
      ...(grammar && { grammarEvaluationState: grammar }),
    };
  }

  /** A grammar behind what was written under it. */
  async #grammar(gbnf: string, written: readonly Token[]): Promise<LlamaGrammarEvaluationState> {
    const grammar = await this.#parsed(gbnf);
    if (written.every((token) => acceptToken(this.#llama, grammar, token))) return grammar;
    throw new Refused({ code: 'refused', reason: 'what was written does not follow the grammar' });
  }

  async #parsed(gbnf: string): Promise<LlamaGrammarEvaluationState> {
    try {
      const grammar = await this.#llama.createGrammar({ grammar: gbnf });
      return new LlamaGrammarEvaluationState({ model: this.#sequence.model, grammar });
    } catch (error) {
      throw new Refused({ code: 'refused', reason: `The grammar does not parse: ${error instanceof Error ? error.message : error}` });
    }
  }
}

function lastOf(tokens: readonly number[], count = 0): Token[] {
  return tokens.slice(Math.max(0, tokens.length - count)) as Token[];
}

/**
 * Asks for as little as a log-probability needs: the whole vocabulary for each token would take most of the time. The best token is
 * asked for by rank, since node-llama-cpp 3.22.1 leaves out what `includeMax` should add.
 */
function weightOf(token: Token) {
  return { logits: { filter: { tokens: [token], includeTop: 1 } }, totalLogitWeight: true } as const;
}

function logProbability(next: ControlledEvaluateIndexOutput['next'] | undefined, token: Token): number {
  const logit = next?.logits?.get(token);
  if (next?.logits === undefined || logit === undefined || next.totalLogitWeight === undefined) throw new Error('no logits came back');
  return logit - Math.max(...next.logits.values()) - Math.log(next.totalLogitWeight);
}
