/** How often somebody who watches is told a figure: what an eye can follow. */
const TOLD_EVERY_MS = 250;

/**
 * Runs a long piece of work for somebody who watches: figures while it runs, then what came of it. Ending the subscription
 * aborts the work, and waits until it has put itself away.
 */
export async function* followedWork<Figure, Result>(
  work: (tell: (figure: Figure) => void, signal: AbortSignal) => Promise<Result>,
  given?: AbortSignal,
): AsyncGenerator<{ state: 'running'; figure: Figure } | { state: 'done'; result: Result }> {
  const left = new AbortController();
  const signal = given ? AbortSignal.any([given, left.signal]) : left.signal;
  let newest: Figure | null = null;
  let isOver = false;
  const running = work((figure) => {
    newest = figure;
  }, signal).finally(() => {
    isOver = true;
  });
  // Awaited below; that it failed in the meantime is not lost.
  running.catch(() => {});
  try {
    while (!isOver) {
      const { promise: passed, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, TOLD_EVERY_MS);
      await Promise.race([passed, running.catch(() => {})]);
      clearTimeout(timer);
      const figure = newest;
      newest = null;
      if (figure !== null && !isOver) yield { state: 'running', figure };
    }
    yield { state: 'done', result: await running };
  } finally {
    left.abort();
    await running.catch(() => {});
  }
}
