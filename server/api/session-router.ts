import { hostname } from 'node:os';
import { z } from 'zod';
import {
  authorize,
  choosePassword,
  createFirstAdmin,
  linkState,
  listSessions,
  needsSetUp,
  revokeSessions,
  signOut,
  userTarget,
} from '#server/identity/index.ts';
import { type Actor, AppError, limits, now, type Person } from '#server/platform/index.ts';
import { thisRelease } from '#server/releases/index.ts';
import type { Context } from './context.ts';
import { personProcedure, publicProcedure, router } from './trpc.ts';

const secret = z.string().max(100);
// The exact limits are identity's, which counts characters; this one only bounds the work before it.
const password = z.string().max(4 * limits.passwordLengthMax);
const name = z.string().max(4 * limits.nameLength);

/** Who I am, where I am, and how I came in. Sign-in itself is next-auth's route. */
export const sessionRouter = router({
  me: publicProcedure.query(({ ctx }) => {
    const { actor } = ctx;
    return actor.kind === 'person' ? { id: actor.id, name: actor.name, role: actor.role } : null;
  }),

  box: publicProcedure.query(async ({ ctx }) => ({
    hostName: hostNameOf(ctx),
    timeMs: now().getTime(),
    needsSetUp: await needsSetUp(),
    // What a person types at the console: a checkout has no command of its own in the path.
    consoleCommand: thisRelease().isPacked ? 'cloister' : 'npm run cloister --',
    secure: ctx.door === 'tls',
    ...(ctx.certificate && { certificate: ctx.certificate }),
  })),

  /** What a link that works once is worth now; looking does not use it up. */
  link: publicProcedure
    .input(z.object({ secret, purpose: z.enum(['firstAdmin', 'setPassword']) }))
    .query(async ({ input }) => ({ state: await linkState(input.secret, input.purpose) })),

  setUp: publicProcedure
    .input(z.object({ secret, name, password }))
    .mutation(({ ctx, input }) => createFirstAdmin({ ...input, address: ctx.address })),

  choosePassword: publicProcedure
    .input(z.object({ secret, password }))
    .mutation(({ ctx, input }) => choosePassword({ ...input, address: ctx.address })),

  list: personProcedure.query(async ({ ctx }) => {
    const person = asPerson(ctx.actor);
    const sessions = await listSessions(authorize(person, 'own', userTarget(person.id)));
    return sessions.map((session) => ({ ...session, isCurrent: session.id === person.sessionId }));
  }),

  revoke: personProcedure.input(z.object({ id: z.string().max(100) })).mutation(async ({ ctx, input }) => {
    await signOut(asPerson(ctx.actor), input.id, 'revoked');
    return { ok: true as const };
  }),

  revokeAll: personProcedure.mutation(async ({ ctx }) => {
    const person = asPerson(ctx.actor);
    await revokeSessions(person, authorize(person, 'own', userTarget(person.id)));
    return { ok: true as const };
  }),
});

function asPerson(actor: Actor): Person {
  if (actor.kind === 'person') return actor;
  throw new AppError('right.missing', { action: 'own', what: 'session' });
}

/** The name that a person knows the box by: the one they asked for, or on loopback the machine's own. */
function hostNameOf(ctx: Context): string {
  const asked = URL.parse(ctx.origin)?.hostname ?? '';
  return ctx.door === 'tls' && asked !== '' ? asked : hostname();
}
