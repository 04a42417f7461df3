import type { Refusal } from './protocol.ts';

/** How long a request waits for a slot whose own request has not been given up. */
const BUSY_WAIT_MS = 1_000;

type Holder = { signal: AbortSignal | undefined; done: Promise<void> };

/** Lets one request at a time into each slot. */
export class SlotTurns<S> {
  readonly #slots: readonly { slot: S; holder: Holder | null }[];
  readonly #refuse: (refusal: Refusal) => Error;

  /** @param refuse makes what is thrown at a request that gets no turn */
  constructor(slots: readonly S[], refuse: (refusal: Refusal) => Error) {
    this.#slots = slots.map((slot) => ({ slot, holder: null }));
    this.#refuse = refuse;
  }

  /**
   * Waits for a request that was given up to leave, however long its last step takes.
   *
   * @param signal says when this request is given up
   * @returns the slot, and what leaves it
   * @throws what `refuse` makes where there is no such slot, or beside a request that goes on
   */
  async enter(number: number, signal?: AbortSignal): Promise<{ slot: S; leave: () => void }> {
    const place = this.#slots[number];
    if (!place) throw this.#refuse({ code: 'refused', reason: `there is no slot ${number}` });
    const until = performance.now() + BUSY_WAIT_MS;
    while (place.holder) {
      const left = until - performance.now();
      if (left <= 0 && !place.holder.signal?.aborted) throw this.#refuse({ code: 'refused', reason: 'the slot is in use' });
      await Promise.race([place.holder.done, new Promise((resolve) => setTimeout(resolve, Math.max(left, 50)))]);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    place.holder = { signal, done: promise };
    const leave = () => {
      place.holder = null;
      resolve();
    };
    return { slot: place.slot, leave };
  }

  /** Does its work in a slot. @throws as `enter` does */
  async alone<T>(number: number, work: (slot: S) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const { slot, leave } = await this.enter(number, signal);
    try {
      return await work(slot);
    } finally {
      leave();
    }
  }
}
