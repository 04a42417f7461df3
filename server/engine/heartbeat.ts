import { monotonicMs } from '#server/platform/index.ts';
import type { GenerateFrame } from './engine.ts';
import { type SilenceLimits, type StepKind, type StepTimes, silenceLimitMs } from './silence.ts';

/** What is not known to be silence yet is looked at once more: frames may be waiting for a loop that was busy itself. */
const SECOND_LOOK = 0.1;

/** An answer that the engine owes something. */
type Owed = { kind: StepKind; unreadTokens: number };

export type HeartbeatOptions = {
  limits: SilenceLimits;
  /** What steps took, kept over the lives of a process: box and plan are the same. */
  times: StepTimes;
  /** One step as a profile of this box has it. */
  measuredStepMs?: number;
  /** Whether each finished step of reading is told. */
  tellsSteps: boolean;
  onSilence: (silentMs: number) => void;
};

/**
 * Notices an engine that hangs: only tokens and finished steps of reading prove life, since one that hangs still answers everything
 * else. Any answer's sign counts for all, because one loop serves them all, and a slot may wait for another's whole prompt.
 */
export class Heartbeat {
  readonly #of: HeartbeatOptions;
  readonly #owed = new Set<Owed>();
  #lastSignMs = monotonicMs();
  #timer: NodeJS.Timeout | null = null;

  constructor(of: HeartbeatOptions) {
    this.#of = of;
  }

  /** Passes an answer's frames on, and counts its silence while somebody waits for the next of them. */
  async *follow(frames: AsyncIterable<GenerateFrame>): AsyncGenerator<GenerateFrame> {
    const owed: Owed = { kind: 'reading', unreadTokens: 0 };
    let lastMs: number | null = null;
    this.#wait(owed);
    try {
      for await (const frame of frames) {
        if (lastMs !== null && (owed.kind === 'writing' || this.#of.tellsSteps)) this.#of.times.add(owed.kind, monotonicMs() - lastMs);
        lastMs = monotonicMs();
        if (frame.kind === 'tokens') owed.kind = 'writing';
        owed.unreadTokens = frame.kind === 'progress' && !this.#of.tellsSteps ? frame.total - frame.done : 0;
        this.#leave(owed);
        yield frame;
        this.#wait(owed);
      }
    } finally {
      this.#leave(owed);
    }
  }

  /** Something else that the engine has computed came back. */
  worked(): void {
    this.#lastSignMs = monotonicMs();
  }

  #wait(owed: Owed): void {
    // Whoever took its time with the last frame has not waited: silence begins now.
    this.worked();
    this.#owed.add(owed);
    this.#timer ??= setTimeout(() => this.#look(false), Math.min(this.#limitMs(), this.#of.limits.minMs));
  }

  #leave(owed: Owed): void {
    this.worked();
    this.#owed.delete(owed);
    if (this.#owed.size > 0 || !this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  #look(isSecond: boolean): void {
    const limitMs = this.#limitMs();
    const silentMs = monotonicMs() - this.#lastSignMs;
    const leftMs = limitMs - silentMs;
    this.#timer = null;
    if (leftMs > 0) this.#timer = setTimeout(() => this.#look(false), Math.min(leftMs, this.#of.limits.minMs));
    else if (!isSecond) this.#timer = setTimeout(() => this.#look(true), limitMs * SECOND_LOOK);
    else this.#of.onSilence(silentMs);
  }

  /** The longest that any of those who wait has to grant. */
  #limitMs(): number {
    const { limits, times, measuredStepMs } = this.#of;
    const stepMs = (kind: StepKind) => {
      const known = [times.typicalMs(kind), measuredStepMs].filter((ms) => ms !== null && ms !== undefined);
      return known.length > 0 ? Math.max(...known) : null;
    };
    return Math.max(...[...this.#owed].map(({ kind, unreadTokens }) => silenceLimitMs({ stepMs: stepMs(kind), unreadTokens }, limits)));
  }
}
