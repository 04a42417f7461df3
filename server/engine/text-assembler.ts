/** Turns tokens into text, given those that precede them. Bytes that are no whole character come out as U+FFFD. */
export type Detokenize<T> = (tokens: readonly T[], before: readonly T[]) => string;

/** Tokens and the text that is exactly theirs. */
export type Piece<T = number> = { ids: T[]; text: string };

export type Assembled<T = number> = Piece<T> & { stopped: boolean };

type Pending<T> = {
  id: T;
  /** Length of the pending text after this token; null inside a character. */
  end: number | null;
};

/** Tokens that a detokeniser may want to see before those it turns into text. */
const CONTEXT_TOKENS = 4;
const REPLACEMENT = '\u{fffd}';

/**
 * Gives out tokens together with their text, never half a character and never a part of a stop string.
 *
 * Where a stop string begins inside a token, the last piece carries that token and only the text before the stop string.
 *
 * @typeParam T a token: an id, or what else stands for one
 */
export class TextAssembler<T = number> {
  readonly #detokenize: Detokenize<T>;
  readonly #stop: readonly string[];
  #before: readonly T[];
  #pending: Pending<T>[] = [];

  /** @param answered tokens of the same answer that were given out before, where it is resumed */
  constructor(detokenize: Detokenize<T>, stop: readonly string[], answered: readonly T[] = []) {
    this.#detokenize = detokenize;
    this.#stop = stop;
    this.#before = answered.slice(-CONTEXT_TOKENS);
  }

  /** Takes the next token. @returns what may be shown now; `stopped` once a stop string is complete */
  push(id: T): Assembled<T> {
    const ids = [...this.#pending.map((p) => p.id), id];
    const text = this.#detokenize(ids, this.#before);
    this.#pending.push({ id, end: text.endsWith(REPLACEMENT) ? null : text.length });

    const stopAt = firstStop(text, this.#stop);
    if (stopAt !== null) return { ...this.#upToStop(text, stopAt), stopped: true };

    const holdFrom = stopMayBeginAt(text, this.#stop);
    const last = this.#pending.findLastIndex((p) => p.end !== null && p.end <= holdFrom);
    if (last < 0) return { ids: [], text: '', stopped: false };
    return { ...this.#take(last + 1, text.slice(0, this.#pending[last]?.end ?? 0)), stopped: false };
  }

  /** What was held back, when no further token comes. */
  finish(): Piece<T> {
    const ids = this.#pending.map((p) => p.id);
    return this.#take(ids.length, ids.length === 0 ? '' : this.#detokenize(ids, this.#before));
  }

  #upToStop(text: string, stopAt: number): Piece<T> {
    const whole = this.#pending.findIndex((p) => p.end === null || p.end > stopAt);
    const startsAt = whole <= 0 ? 0 : (this.#pending[whole - 1]?.end ?? 0);
    const count = startsAt < stopAt ? whole + 1 : whole;
    const piece = this.#take(count, text.slice(0, stopAt));
    this.#pending = [];
    return piece;
  }

  #take(count: number, text: string): Piece<T> {
    const ids = this.#pending.splice(0, count).map((p) => p.id);
    this.#before = [...this.#before, ...ids].slice(-CONTEXT_TOKENS);
    // Ends are counted from the start of what is pending.
    this.#pending = this.#pending.map((p) => ({ id: p.id, end: p.end === null ? null : p.end - text.length }));
    return { ids, text };
  }
}

function firstStop(text: string, stop: readonly string[]): number | null {
  const found = stop.map((s) => text.indexOf(s)).filter((at) => at >= 0);
  return found.length === 0 ? null : Math.min(...found);
}

/** Where the longest tail of `text` begins that a further token may complete to a stop string; its length if there is none. */
function stopMayBeginAt(text: string, stop: readonly string[]): number {
  let from = text.length;
  for (const s of stop) {
    for (let length = Math.min(s.length - 1, text.length); length > text.length - from; length--) {
      if (text.endsWith(s.slice(0, length))) {
        from = text.length - length;
        break;
      }
    }
  }
  return from;
}
