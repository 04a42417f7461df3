import { z } from 'zod';
import {
  addUser,
  authorize,
  listUsers,
  type OneTimeLink,
  removeUser,
  resetUser,
  resumeUser,
  revokeSessions,
  setRole,
  suspendUser,
  userTarget,
  userTargetByName,
} from '#server/identity/index.ts';
import { type Actor, type Authorized, limits } from '#server/platform/index.ts';
import type { Context } from './context.ts';
import { adminProcedure, box, router } from './trpc.ts';

const role = z.enum(['member', 'auditor', 'admin']);
const name = z.string().max(4 * limits.nameLength);
/** A page names people by id, the console by name. */
const who = z.union([z.object({ id: z.string().max(100) }), z.object({ name })]);

/** People and their roles, for administrators and the console. */
export const usersRouter = router({
  list: adminProcedure.query(({ ctx }) => listUsers(authorize(ctx.actor, 'administer', box))),

  add: adminProcedure
    .input(
      z.object({
        name,
        role,
        password: z
          .string()
          .max(4 * limits.passwordLengthMax)
          .optional(),
      }),
    )
    .mutation(async ({ ctx, input }) => {
      const { password, ...person } = input;
      const added = await addUser(ctx.actor, authorize(ctx.actor, 'administer', box), {
        ...person,
        ...(password !== undefined && { password }),
      });
      return { ...added.user, ...(added.link && linkView(ctx, added.link)) };
    }),

  setRole: adminProcedure.input(z.intersection(who, z.object({ role }))).mutation(async ({ ctx, input }) => {
    const user = await authorized(ctx.actor, input);
    await setRole(ctx.actor, user, input.role);
    return { id: user.id, role: input.role };
  }),

  suspend: adminProcedure.input(who).mutation(async ({ ctx, input }) => {
    const user = await authorized(ctx.actor, input);
    await suspendUser(ctx.actor, user);
    return { id: user.id };
  }),

  resume: adminProcedure.input(who).mutation(async ({ ctx, input }) => {
    const user = await authorized(ctx.actor, input);
    await resumeUser(ctx.actor, user);
    return { id: user.id };
  }),

  remove: adminProcedure.input(who).mutation(async ({ ctx, input }) => {
    const user = await authorized(ctx.actor, input);
    await removeUser(ctx.actor, user);
    return { id: user.id };
  }),

  reset: adminProcedure.input(who).mutation(async ({ ctx, input }) => {
    const user = await authorized(ctx.actor, input);
    return { id: user.id, ...linkView(ctx, await resetUser(ctx.actor, user)) };
  }),

  revokeSessions: adminProcedure.input(who).mutation(async ({ ctx, input }) => {
    const user = await authorized(ctx.actor, input);
    await revokeSessions(ctx.actor, user);
    return { id: user.id };
  }),
});

async function authorized(actor: Actor, person: z.infer<typeof who>): Promise<Authorized<'user'>> {
  const target = 'id' in person ? userTarget(person.id) : await userTargetByName(person.name);
  return authorize(actor, 'administer', target);
}

/** The link with the address of the door that its person comes through, and whether that is one of this machine alone. */
function linkView(ctx: Context, link: OneTimeLink): { link: string; linkIsLocal: boolean; linkExpiresAtMs: number } {
  const origin = ctx.door === 'tls' ? ctx.origin : (ctx.networkOrigin ?? ctx.origin);
  // Plain HTTP listens on loopback only. The secret stands behind the #: browsers do not send it, so that no log holds it.
  return {
    link: `${origin}/password#${link.secret}`,
    linkIsLocal: origin.startsWith('http:'),
    linkExpiresAtMs: link.expiresAt.getTime(),
  };
}
