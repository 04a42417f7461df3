import type { WireFrame } from './protocol.ts';
import type { Piece } from './text-assembler.ts';

/** Frames a second and stream: what an eye can follow; each costs the appliance a row and every watcher a message. */
const FLUSH_MS = 50;

/**
 * A frame ends wherever an answer passes a multiple of so many tokens, however fast it comes: what is decided there about the answer does
 * not depend on how tokens were grouped. From 320 tokens a second on this makes more frames than time does.
 */
export const frameStrideTokens = 16;

/**
 * Writes frames in groups: the first piece at once, later ones at most 20 times a second or at each stride, none later than 50 ms after
 * it came.
 */
export class FrameWriter {
  readonly #write: (frame: WireFrame) => void;
  readonly #answered: number;
  #n = 0;
  #ids: number[] = [];
  #text = '';
  #flushedAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  /** @param answered tokens of the same answer that were written before, where it is resumed */
  constructor(write: (frame: WireFrame) => void, answered = 0) {
    this.#write = write;
    this.#answered = answered;
  }

  add(piece: Piece): void {
    if (piece.ids.length === 0) return;
    this.#ids.push(...piece.ids);
    this.#text += piece.text;
    const waitMs = this.#flushedAt + FLUSH_MS - performance.now();
    const from = this.#answered + this.#n;
    if (waitMs <= 0 || passesStride(from, from + this.#ids.length)) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), waitMs);
  }

  progress(done: number, total: number): void {
    this.#write({ n: this.#n, ids: [], text: '', progress: { done, total } });
  }

  flush(): void {
    this.cancel();
    if (this.#ids.length === 0) return;
    this.#write({ n: this.#n, ids: this.#ids, text: this.#text });
    this.#n += this.#ids.length;
    this.#ids = [];
    this.#text = '';
    this.#flushedAt = performance.now();
  }

  /** Writes what waits, then the last frame. */
  end(last: Pick<WireFrame, 'end' | 'error'>): void {
    this.flush();
    this.#write({ n: this.#n, ids: [], text: '', ...last });
  }

  cancel(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** Whether an answer that grew from so many tokens to so many has passed the end of a stride. */
export function passesStride(from: number, to: number): boolean {
  return Math.floor(to / frameStrideTokens) > Math.floor(from / frameStrideTokens);
}
