/** Turns token ids into text, given the ids that precede them. Bytes that are no whole character come out as U+FFFD. */
export type Detokenize = (ids: readonly number[], before: readonly number[]) => string;

/** Ids and the text that is exactly theirs. */
export type Piece = { ids: number[]; text: string };

export type Assembled = Piece & { stopped: boolean };

type Pending = { id: number /** Length of the pending text after this id; null inside a character. */; end: number | null };

/** Ids that a detokeniser may want to see before those it turns into text. */
const CONTEXT_IDS = 4;
const REPLACEMENT = '\u{fffd}';

/**
 * Gives out ids together with their text, never half a character and never a part of a stop string.
 *
 * Where a stop string begins inside a token, the last piece carries that token's id and only the text before the stop string.
 */
export class TextAssembler {
  readonly #detokenize: Detokenize;
  readonly #stop: readonly string[];
  #before: readonly number[];
  #pending: Pending[] = [];

  /** @param answered ids of the same answer that were given out before, where it is resumed */
  constructor(detokenize: Detokenize, stop: readonly string[], answered: readonly number[] = []) {
    this.#detokenize = detokenize;
    this.#stop = stop;
    this.#before = answered.slice(-CONTEXT_IDS);
  }

  /** Takes the next id. @returns what may be shown now; `stopped` once a stop string is complete */
  push(id: number): Assembled {
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
  finish(): Piece {
    const ids = this.#pending.map((p) => p.id);
    return this.#take(ids.length, ids.length === 0 ? '' : this.#detokenize(ids, this.#before));
  }

  #upToStop(text: string, stopAt: number): Piece {
    const whole = this.#pending.findIndex((p) => p.end === null || p.end > stopAt);
    const startsAt = whole <= 0 ? 0 : (this.#pending[whole - 1]?.end ?? 0);
    const count = startsAt < stopAt ? whole + 1 : whole;
    const piece = this.#take(count, text.slice(0, stopAt));
    this.#pending = [];
    return piece;
  }

  #take(count: number, text: string): Piece {
    const ids = this.#pending.splice(0, count).map((p) => p.id);
    this.#before = [...this.#before, ...ids].slice(-CONTEXT_IDS);
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
