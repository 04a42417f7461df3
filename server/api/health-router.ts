import { z } from 'zod';
import { wordsOfCheck } from '#app/messages/check-words.ts';
import { wordsOf } from '#app/messages/error-words.ts';
import { doctor, healthSetUpLink, type Readiness, readiness, status, tryEngineAgain } from '#server/health/index.ts';
import { authorize } from '#server/identity/index.ts';
import type { Actor } from '#server/platform/index.ts';
import { adminProcedure, box, personProcedure, publicProcedure, router } from './trpc.ts';
import { engineFor, maySeePaths, withoutPaths } from './without-paths.ts';

/** How the appliance is. */
export const healthRouter = router({
  ready: publicProcedure.query(async ({ ctx }) => readinessView(await readiness(), ctx.actor)),

  status: personProcedure.query(async ({ ctx }) => {
    const { readiness: ready, engine, ...rest } = await status();
    // Whoever holds the control socket holds the box; the link is for nobody else.
    const setUpLink = ctx.actor.kind === 'console' ? healthSetUpLink() : null;
    return { ...rest, engine: engineFor(ctx.actor, engine), ...readinessView(ready, ctx.actor), setUpLink };
  }),

  /** Starts an engine that was given up at once. */
  tryEngineAgain: adminProcedure.mutation(({ ctx }) => tryEngineAgain(ctx.actor, authorize(ctx.actor, 'administer', box))),

  doctor: adminProcedure.input(z.object({ readsModel: z.boolean().default(false) })).query(async ({ input, signal }) => {
    const checks = await doctor(input, signal);
    return checks.map((check) => ({ name: check.name, state: check.state, ...wordsOfCheck(check) }));
  }),
});

/** Readiness as `/readyz` and clients show it; a stranger and a member learn no path of the box. */
export function readinessView(
  { ready, reasons }: Readiness,
  actor: Actor,
): {
  ready: boolean;
  reasons: { code: string; message: string; remedy: string }[];
} {
  const shown = reasons.map((reason) => (maySeePaths(actor) ? reason : withoutPaths(reason)));
  return { ready, reasons: shown.map((reason) => ({ code: reason.code, ...wordsOf(reason) })) };
}
