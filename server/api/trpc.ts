import { initTRPC } from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';
import { type Actor, AppError, type ConsoleActor, type Person } from '#server/platform/index.ts';
import type { Context } from './context.ts';
import { errorData } from './error-data.ts';
import { errorMap } from './error-map.ts';
import { followed, takeLivePlace } from './live.ts';
import { recordRefusal } from './record-refusal.ts';
import { inPersonsTurn, takeCallPlace } from './turns.ts';

const t = initTRPC.context<Context>().create({
  isDev: false,
  errorFormatter({ shape, error, path }) {
    const data = errorData(error, path ?? 'request');
    return { ...shape, code: TRPC_ERROR_CODES_BY_KEY[errorMap[data.code].trpc], message: data.message, data };
  },
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

// The actor is loaded for each call, not for each socket: a role taken away counts from the next call on.
const loaded = t.procedure.use(async ({ ctx, path, type, next }) => {
  const isFollowed = type === 'subscription';
  const place = isFollowed ? takeLivePlace(ctx) : takeCallPlace(ctx);
  let keepsPlace = false;
  try {
    const actor = await ctx.loadActor();
    const call = () => next({ ctx: { actor } });
    const result = await (actor.kind === 'person' && !isFollowed ? inPersonsTurn(actor.id, call) : call());
    if (!result.ok) await recordRefusal(actor, path, result.error);
    if (!result.ok || !isFollowed) return result;
    keepsPlace = true;
    return { ...result, data: followed(place, result.data) };
  } finally {
    if (!keepsPlace) place.free();
  }
});

/** What the rights of who runs or audits the whole box are asked of. */
export const box = { kind: 'appliance', id: 'box' } as const;

/** Anybody, signed in or not. `ctx.actor` may be a stranger. */
export const publicProcedure = loaded;

/** Somebody signed in, or the console. */
export const personProcedure = loaded.use(({ ctx, next }) => next({ ctx: { actor: signedIn(ctx.actor) } }));

/** Who may read the audit log: auditors, administrators and the console. */
export const auditorProcedure = personProcedure.use(({ ctx, next }) => {
  if (ctx.actor.kind === 'person' && ctx.actor.role === 'member')
    throw new AppError('right.missing', { action: 'audit', what: 'appliance' });
  return next();
});

/** Administrators and the console. */
export const adminProcedure = personProcedure.use(({ ctx, next }) => {
  if (ctx.actor.kind === 'person' && ctx.actor.role !== 'admin') {
    throw new AppError('right.missing', { action: 'administer', what: 'appliance' });
  }
  return next();
});

function signedIn(actor: Actor): Person | ConsoleActor {
  if (actor.kind === 'person' || actor.kind === 'console') return actor;
  throw new AppError('session.required', {});
}
