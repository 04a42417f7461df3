import { AppError, limits } from '#server/platform/index.ts';
import type { Context } from './context.ts';

/** The place of one subscription; freed once, however it ends. */
export type LivePlace = { free(): void };

/**
 * Takes a place among what a connection follows.
 *
 * On a network that is a WebSocket, which ends with its session; an event stream over HTTP would outlive a revocation. The
 * control socket may use either. The place is taken before the subscription is made: many asked for at once are counted too.
 *
 * @throws AppError `request.invalid`, `request.tooManyLive`
 */
export function takeLivePlace(ctx: Context): LivePlace {
  if (ctx.transport === 'http' && ctx.door !== 'console')
    throw new AppError('request.invalid', { field: 'transport', reason: 'is not a WebSocket' });
  if (ctx.live.open >= limits.subscriptionsPerSocket) throw new AppError('request.tooManyLive', { limit: limits.subscriptionsPerSocket });
  ctx.live.open += 1;
  let isOpen = true;
  return {
    free() {
      if (isOpen) ctx.live.open -= 1;
      isOpen = false;
    },
  };
}

/** What is followed, with its place freed at the end. A generator's own `finally` would not run when it is ended before its first step. */
export function followed(place: LivePlace, data: unknown): unknown {
  if (!isAsyncIterable(data)) {
    place.free();
    return data;
  }
  const iterator = data[Symbol.asyncIterator]();
  const steps: AsyncIterableIterator<unknown> = {
    async next() {
      try {
        const step = await iterator.next();
        if (step.done) place.free();
        return step;
      } catch (error) {
        place.free();
        throw error;
      }
    },
    async return(value) {
      place.free();
      return (await iterator.return?.(value)) ?? { done: true, value };
    },
    [Symbol.asyncIterator]: () => steps,
  };
  return steps;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
