import { AppError, limits } from '#server/platform/index.ts';
import type { Context } from './context.ts';

/**
 * Expects a connection that may follow something.
 *
 * On a network that is a WebSocket, which ends with its session; an event stream over HTTP would outlive a revocation. The
 * control socket may use either.
 *
 * @throws AppError `request.invalid`, `request.tooManyLive`
 */
export function expectLive(ctx: Context): void {
  if (ctx.transport === 'http' && ctx.door !== 'console')
    throw new AppError('request.invalid', { field: 'transport', reason: 'is not a WebSocket' });
  if (ctx.live.open >= limits.subscriptionsPerSocket) throw new AppError('request.tooManyLive', { limit: limits.subscriptionsPerSocket });
}

/** Counts a subscription for as long as it is followed. */
export function countLive(ctx: Context, followed: unknown): unknown {
  if (!isAsyncIterable(followed)) return followed;
  ctx.live.open += 1;
  return counted(ctx, followed);
}

// A generator's `finally` does not run when it is ended before its first step, so the count is kept by hand.
function counted(ctx: Context, followed: AsyncIterable<unknown>): AsyncIterable<unknown> {
  const iterator = followed[Symbol.asyncIterator]();
  let isOpen = true;
  const close = () => {
    if (isOpen) ctx.live.open -= 1;
    isOpen = false;
  };
  const settle = async (step: Promise<IteratorResult<unknown>>) => {
    try {
      const result = await step;
      if (result.done) close();
      return result;
    } catch (error) {
      close();
      throw error;
    }
  };
  const steps: AsyncIterableIterator<unknown> = {
    next: () => settle(iterator.next()),
    async return(value) {
      close();
      return (await iterator.return?.(value)) ?? { done: true, value };
    },
    [Symbol.asyncIterator]: () => steps,
  };
  return steps;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
