/** Hands what one side pushes to another that iterates, in order and without a bound: an answer's frames have one of their own. */
export class FrameQueue<T> implements AsyncIterable<T> {
  #waiting: T[] = [];
  #ended: { error?: unknown } | null = null;
  #wake: () => void = () => {};

  push(item: T): void {
    this.#waiting.push(item);
    this.#wake();
  }

  /** @param error what the iteration throws after the last item; none: it ends */
  end(error?: unknown): void {
    this.#ended ??= error === undefined ? {} : { error };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      yield* this.#waiting.splice(0);
      if (this.#waiting.length > 0) continue;
      if (this.#ended) {
        if ('error' in this.#ended) throw this.#ended.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
