import type { AppError } from '#server/platform/index.ts';
import type { EngineProperties } from './protocol.ts';

export type { EngineProperties };

/** What a supervised engine is doing. "Loading" carries a figure, so that pages, queue and /readyz can say it. */
export type EngineState =
  /** No model can be served, and `why` has its words like every error. */
  | { state: 'none'; why: Pick<AppError, 'code' | 'params'> }
  /** The model's file is read and its digest compared, then, once, what it can do is tried; `progress` runs from 0 to 1 for each. */
  | { state: 'checking'; progress: number }
  | { state: 'starting' }
  /** `progress` runs from 0 to 1; `leftMs` is how long it still takes, as far as that is known. */
  | { state: 'loading'; progress: number; leftMs: number | null }
  /** `context` is tokens of one slot. */
  | { state: 'ready'; slots: number; context: number }
  /** `leftMs`: until it can answer, by what loading took the last time. Answers that run may still be finished. */
  | { state: 'restarting'; attempt: number; reason: string; leftMs: number | null }
  /** The circuit breaker is open: it is tried again after some minutes, or at once by `tryAgain`. */
  | { state: 'failed'; reason: string; lastLog: string[] }
  | { state: 'stopped' };

export type GenerateRequest = {
  /** The whole prompt, with what was already answered when an answer is resumed. */
  tokens: readonly number[];
  maxTokens: number;
  /** The answer ends before the first of these; what they say is in no frame. */
  stop: readonly string[];
  /** 0 takes the most probable token each time. */
  temperature: number;
  /** Seed of the sampling where `temperature` is above 0. */
  seed?: number;
  /** Number of the slot, from 0. Its cache is reused as far as the prompts agree. */
  slot: number;
  /** How many of the last `tokens` are already the answer's: its text goes on behind them as it would have in one piece. */
  answered?: number;
  /** How many of the first `tokens` stand at the beginning of many prompts: read once, they are kept for every slot. */
  front?: number;
  /** GBNF grammar that what is written must follow. */
  grammar?: string;
  /** How many of the last `tokens` were written under the same grammar: it goes on behind them, and is not begun again. */
  inGrammar?: number;
  /** JSON schema that the answer must follow; not beside a grammar. */
  jsonSchema?: Readonly<Record<string, unknown>>;
};

export type GenerateFrame =
  /** Prompt tokens read so far; the first of these comes before any reading, so that it tells what was still in the slot's cache. */
  | { kind: 'progress'; done: number; total: number }
  /**
   * Tokens number `n` and following of this answer (from 0). The texts of all frames make exactly the text of all ids; characters
   * whose bytes are not complete, and text that may still turn out to be a stop string, wait for a later frame.
   */
  | { kind: 'tokens'; n: number; ids: number[]; text: string }
  | { kind: 'end'; reason: 'end' | 'limit' | 'stop'; promptTokens: number; cachedTokens: number; outputTokens: number };

/** A model being served, whatever process does it. */
export interface Engine {
  state(): EngineState;
  /** Calls `fn` with every change from now on. @returns ends the subscription */
  subscribe(fn: (state: EngineState) => void): () => void;
  /**
   * Streams an answer. Aborting ends the decode within one step.
   *
   * @throws AppError `engine.unavailable` when there is no engine or it dies (resume with prompt + received ids),
   *   `engine.checking`, `engine.loading`, why there is no model, `context.overflow`, `engine.refused`; the signal's reason when aborted
   */
  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateFrame>;
  /** @param options.special reads special tokens such as <|im_end|> in `text`; only ever for a template's own words */
  tokenize(text: string, options?: { special?: boolean }): Promise<number[]>;
  properties(): Promise<EngineProperties>;
  /** Forgets what a slot has read. */
  eraseSlot(slot: number): Promise<void>;
  /**
   * A text's place among others of its model, as a vector of length 1.
   *
   * @throws AppError `engine.refused` where the driver cannot embed
   */
  embed(tokens: readonly number[]): Promise<number[]>;
  /**
   * How probable the model finds a text: the natural logarithm for each token but the first, given those before it.
   *
   * @param slot reads the text there; what it had read is forgotten
   * @throws AppError `context.overflow`, `engine.refused` where the driver cannot score
   */
  score(tokens: readonly number[], slot: number): Promise<number[]>;
  /** Starts an engine that has failed at once. @returns whether there was one to start */
  tryAgain(): boolean;
  stop(): Promise<void>;
}
