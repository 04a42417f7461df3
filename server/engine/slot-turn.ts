import { Refused } from './refused.ts';

/** How long a request waits for a slot whose own request has not been given up. */
const BUSY_WAIT_MS = 1_000;

/** Lets one request at a time into a slot. */
export class SlotTurn {
  #holder: { signal: AbortSignal; done: Promise<void> } | null = null;

  /**
   * Waits for a request that was given up to leave, however long its last step takes.
   *
   * @returns leaves the slot
   * @throws Refused beside a request that goes on
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    const until = performance.now() + BUSY_WAIT_MS;
    while (this.#holder) {
      const left = until - performance.now();
      if (left <= 0 && !this.#holder.signal.aborted) throw new Refused({ code: 'refused', reason: 'the slot is in use' });
      await Promise.race([this.#holder.done, new Promise((resolve) => setTimeout(resolve, Math.max(left, 50)))]);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#holder = { signal, done: promise };
    return () => {
      this.#holder = null;
      resolve();
    };
  }

  async alone<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const leave = await this.enter(signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }
}
