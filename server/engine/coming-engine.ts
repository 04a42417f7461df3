import { AppError, log } from '#server/platform/index.ts';
import type { Engine, EngineState, GenerateFrame, GenerateRequest } from './engine.ts';

/**
 * The engine of an appliance from its first moment: while the model is looked for and checked it says how far that is, then it
 * passes everything on to the engine that serves the model, or says for good why there is none. Import, search, viewer and
 * evidence work all the while, and questions wait in line.
 */
export class ComingEngine implements Engine {
  readonly #subscribers = new Set<(state: EngineState) => void>();
  #state: EngineState = { state: 'checking', progress: 0 };
  #engine: Engine | null = null;

  state(): EngineState {
    return this.#engine?.state() ?? this.#state;
  }

  subscribe(fn: (state: EngineState) => void): () => void {
    this.#subscribers.add(fn);
    return () => void this.#subscribers.delete(fn);
  }

  /** @param progress the share that is done, 0 to 1: of the file's check, then of its acceptance; told once for each hundredth */
  checking(progress: number): void {
    const told = this.#state.state === 'checking' ? this.#state.progress : 1;
    if (Math.floor(progress * 100) !== Math.floor(told * 100)) this.#become({ state: 'checking', progress });
  }

  /** The model is known: from now on this is that engine. */
  serve(engine: Engine): void {
    engine.subscribe((state) => this.#tell(state));
    this.#engine = engine;
    this.#tell(engine.state());
  }

  /** There will be no engine, and `why` has the words. */
  refuse(why: AppError): void {
    log('engine').error({ err: why, code: why.code, ...why.params }, 'no model can be served');
    this.#become({ state: 'none', why: { code: why.code, params: why.params } });
  }

  generate(request: GenerateRequest, signal: AbortSignal): AsyncIterable<GenerateFrame> {
    if (this.#engine) return this.#engine.generate(request, signal);
    return { [Symbol.asyncIterator]: () => ({ next: () => this.#cannot() }) };
  }

  tokenize(text: string, options?: { special?: boolean }) {
    return this.#engine?.tokenize(text, options) ?? this.#cannot();
  }

  properties() {
    return this.#engine?.properties() ?? this.#cannot();
  }

  eraseSlot(slot: number) {
    return this.#engine?.eraseSlot(slot) ?? this.#cannot();
  }

  embed(tokens: readonly number[]) {
    return this.#engine?.embed(tokens) ?? this.#cannot();
  }

  score(tokens: readonly number[], slot: number) {
    return this.#engine?.score(tokens, slot) ?? this.#cannot();
  }

  tryAgain(): boolean {
    return this.#engine?.tryAgain() ?? false;
  }

  async stop(): Promise<void> {
    await this.#engine?.stop();
    this.#engine = null;
    this.#become({ state: 'stopped' });
  }

  async #cannot(): Promise<never> {
    const state = this.#state;
    if (state.state === 'none') throw new AppError(state.why.code, state.why.params);
    if (state.state === 'checking') throw new AppError('engine.checking', { percent: Math.floor(state.progress * 100) });
    throw new AppError('engine.unavailable', { reason: 'the engine is stopped' });
  }

  #become(state: EngineState): void {
    this.#state = state;
    this.#tell(state);
  }

  #tell(state: EngineState): void {
    for (const fn of this.#subscribers) fn(state);
  }
}
