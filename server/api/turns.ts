import { AppError, limits } from '#server/platform/index.ts';
import type { Context } from './context.ts';
import type { LivePlace } from './live.ts';

/**
 * Takes a place among the calls of one WebSocket, before anything is done for it: what a page asks goes over HTTP, so more than a few
 * at once are no page's.
 *
 * @throws AppError `request.tooManyLive`
 */
export function takeCallPlace(ctx: Context): LivePlace {
  if (ctx.transport !== 'socket') return { free() {} };
  if (ctx.live.calls >= limits.callsPerSocket) throw new AppError('request.tooManyLive', { limit: limits.callsPerSocket });
  ctx.live.calls += 1;
  return {
    free() {
      ctx.live.calls -= 1;
    },
  };
}

type Line = { running: number; waiting: (() => void)[] };

const lines = new Map<string, Line>();

/** Runs a person's call when few enough of their others run: however many somebody sends, the next person's is not behind them all. */
export async function inPersonsTurn<T>(personId: string, fn: () => Promise<T>): Promise<T> {
  const line = lines.get(personId) ?? { running: 0, waiting: [] };
  lines.set(personId, line);
  if (line.running < limits.callsPerPerson) line.running += 1;
  else await new Promise<void>((resolve) => line.waiting.push(resolve));
  try {
    return await fn();
  } finally {
    // The place goes straight to the next in line, so that nobody can take it in between.
    const next = line.waiting.shift();
    if (next) next();
    else line.running -= 1;
    if (line.running === 0) lines.delete(personId);
  }
}
