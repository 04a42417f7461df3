import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EnginePlan } from '#server/hardware/index.ts';
import { prefixLength } from './token-prefix.ts';

/** What is read again sooner than it is fetched. */
const WORTH_TOKENS = 256;
/** Of the budget, what a single state may take: one conversation is not worth everybody else's. */
const SHARE_MAX = 0.5;

/** Where states lie, and how much of them. */
export type StatesPlace = {
  /** A folder of their own; what an earlier process left in it is deleted. */
  folder: string;
  /** 0 keeps nothing. */
  budgetBytes: number;
};

/** @typeParam S a slot, as its driver names it */
export type KeptStatesOf<S> = StatesPlace & {
  /** Whether the model can go on only from the very end of a state, as those that recur. */
  isWholeOnly: boolean;
  /** Writes what a slot has read to a file. @returns its tokens */
  save(slot: S, file: string): Promise<number>;
  /** Puts a file's state into a slot, in place of what that has read. */
  restore(slot: S, file: string): Promise<void>;
};

type Kept = { file: string; tokens: Uint32Array; bytes: number; usedAt: number };

/**
 * What slots have read, kept beside them: a conversation whose slot somebody else took goes on without being read again, and a front
 * that many prompts share is read once for all slots. Files lie in the folder of the engine's socket, which is memory on an
 * installed box, are never read by another process, and go with the engine.
 */
export class KeptStates<S> {
  readonly #of: KeptStatesOf<S>;
  #kept: Kept[] = [];
  #number = 0;
  #bytesPerToken = 0;

  constructor(of: KeptStatesOf<S>) {
    this.#of = of;
    mkdirSync(of.folder, { recursive: true, mode: 0o700 });
    for (const left of readdirSync(of.folder)) rmSync(join(of.folder, left), { recursive: true });
  }

  /**
   * Before a slot reads a prompt: keeps what it would lose, and fetches what would save reading.
   *
   * @param held tokens that the slot has read
   * @returns tokens at the prompt's beginning that the slot holds now; one at least is left to read
   */
  async exchange(slot: S, held: readonly number[], prompt: readonly number[]): Promise<number> {
    const shared = Math.min(prefixLength(held, prompt), prompt.length - 1);
    if (this.#of.budgetBytes === 0) return shared;
    const best = this.#bestFor(prompt, shared);
    // Used from now on: room is not made by letting go what is fetched next.
    if (best) best.usedAt = ++this.#number;
    if (held.length - shared >= WORTH_TOKENS) await this.keep(slot, held);
    if (!best) return shared;
    try {
      await this.#of.restore(slot, best.file);
      return this.#usable(best, prompt);
    } catch {
      // What cannot be fetched is read, and no reason to fail.
      this.#forget(best);
      return 0;
    }
  }

  /** Keeps what a slot has read, unless a kept state begins with it. @param held its tokens */
  async keep(slot: S, held: readonly number[]): Promise<void> {
    const most = this.#of.budgetBytes * SHARE_MAX;
    if (held.length < WORTH_TOKENS || this.#bytesPerToken * held.length > most) return;
    if (this.#kept.some(({ tokens }) => tokens.length >= held.length && prefixLength(held, tokens) === held.length)) return;
    const file = join(this.#of.folder, `${++this.#number}.state`);
    const kept: Kept = { file, tokens: Uint32Array.from(held), bytes: 0, usedAt: this.#number };
    try {
      const saved = await this.#of.save(slot, file);
      kept.tokens = kept.tokens.subarray(0, saved);
      kept.bytes = statSync(file).size;
    } catch {
      // A full disk, or a slot that is gone.
      rmSync(file, { force: true });
      return;
    }
    this.#bytesPerToken = kept.bytes / Math.max(1, kept.tokens.length);
    if (kept.bytes > most) return this.#forget(kept);
    this.#kept.push(kept);
    this.#makeRoom();
  }

  #bestFor(prompt: readonly number[], shared: number): Kept | null {
    let best: Kept | null = null;
    let most = shared + WORTH_TOKENS;
    for (const kept of this.#kept) {
      const usable = this.#usable(kept, prompt);
      if (usable < most) continue;
      best = kept;
      most = usable + 1;
    }
    return best;
  }

  /** Tokens of a state that a prompt need not read. */
  #usable({ tokens }: Kept, prompt: readonly number[]): number {
    const shared = Math.min(prefixLength(tokens, prompt), prompt.length - 1);
    return this.#of.isWholeOnly && shared < tokens.length ? 0 : shared;
  }

  /** Those go first that nobody has used for longest. */
  #makeRoom(): void {
    let bytes = this.#kept.reduce((sum, kept) => sum + kept.bytes, 0);
    for (const kept of this.#kept.toSorted((a, b) => a.usedAt - b.usedAt)) {
      if (bytes <= this.#of.budgetBytes) return;
      bytes -= kept.bytes;
      this.#forget(kept);
    }
  }

  #forget(kept: Kept): void {
    this.#kept = this.#kept.filter((other) => other !== kept);
    rmSync(kept.file, { force: true });
  }
}

/** Beside the socket of an engine, as much as its plan has room for. */
export function statesPlace(socket: string, { cacheRamMiB }: Pick<EnginePlan, 'cacheRamMiB'>): StatesPlace {
  return { folder: join(dirname(socket), 'states'), budgetBytes: cacheRamMiB * 1024 * 1024 };
}
