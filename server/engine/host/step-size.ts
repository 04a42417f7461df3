/** What others' next word waits for, at most, where the model allows. */
const STEP_MS = 250;
/** Below this many tokens a step is all overhead. */
const TOKENS_MIN = 32;
/** A smaller step may cost so much more for each token; beyond it, what is paid once a step (experts that are streamed) rules. */
const WORSE_MAX = 1.25;
/** What a measure still counts when the next has come. */
const OLDER = 0.8;

/**
 * The tokens of a step of reading: the largest size that takes at most a quarter of a second, found by halving while a token does
 * not become dearer by it.
 *
 * @param batch the most that is computed at once
 * @param msPerToken what a token took at each size that was tried
 */
export function stepTokens(batch: number, msPerToken: ReadonlyMap<number, number>): number {
  let size = batch;
  for (;;) {
    const cost = msPerToken.get(size);
    const smaller = Math.floor(size / 2);
    if (cost === undefined || cost * size <= STEP_MS || smaller < TOKENS_MIN) return size;
    const atSmaller = msPerToken.get(smaller);
    if (atSmaller !== undefined && atSmaller > WORSE_MAX * cost) return size;
    size = smaller;
  }
}

/** Measures steps of reading as they are taken, over all slots, and sizes the next one by it. */
export class StepSize {
  readonly #batch: number;
  readonly #clock: () => number;
  /** For each size: what lately went into it, older measures counting less. */
  readonly #spent = new Map<number, { ms: number; tokens: number }>();
  #reading = 0;
  #markMs = 0;

  /** @param clock milliseconds */
  constructor(batch: number, clock: () => number = () => performance.now()) {
    this.#batch = batch;
    this.#clock = clock;
  }

  get tokens(): number {
    return stepTokens(this.#batch, new Map([...this.#spent].map(([size, { ms, tokens }]) => [size, ms / tokens])));
  }

  /** A step begins. @returns to be called with its tokens once they are read */
  begin(): (tokens: number) => void {
    const size = this.tokens;
    if (this.#reading++ === 0) this.#markMs = this.#clock();
    return (tokens) => {
      this.#reading--;
      // Slots that read at the same time share each step: the time since the last of them counts once.
      const spentMs = this.#clock() - this.#markMs;
      this.#markMs += spentMs;
      // The last of a prompt says little: what is paid once a step would be counted for its few tokens.
      if (tokens < size) return;
      const before = this.#spent.get(size) ?? { ms: 0, tokens: 0 };
      this.#spent.set(size, { ms: before.ms * OLDER + spentMs, tokens: before.tokens * OLDER + tokens });
    };
  }
}
