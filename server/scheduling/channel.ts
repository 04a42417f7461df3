/** What is pushed comes out in order, to one reader; pushing never waits. The signal, or `end`, ends the reading. */
export type Channel<T> = AsyncIterable<T> & { push(value: T): void; end(): void };

export function openChannel<T>(signal: AbortSignal): Channel<T> {
  const values: T[] = [];
  let ended = signal.aborted;
  let wake = () => {};
  const end = () => {
    ended = true;
    wake();
  };
  signal.addEventListener('abort', end, { once: true });

  async function* read(): AsyncGenerator<T> {
    try {
      while (true) {
        while (values.length > 0 && !signal.aborted) yield values.shift() as T;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  return {
    push(value) {
      values.push(value);
      wake();
    },
    end,
    [Symbol.asyncIterator]: read,
  };
}
