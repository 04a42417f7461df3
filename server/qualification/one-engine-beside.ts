let last: Promise<void> = Promise.resolve();

/**
 * Runs what needs an engine beside the one that serves, one after another: two of them would fit few boxes, and one folder has
 * one socket.
 */
export async function besideTheServing<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  const before = last;
  last = over;
  try {
    await before;
    signal.throwIfAborted();
    return await work();
  } finally {
    end();
  }
}
