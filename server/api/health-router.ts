import { z } from 'zod';
import { wordsOfCheck } from '#app/messages/check-words.ts';
import { wordsOf } from '#app/messages/error-words.ts';
import { doctor, healthSetUpLink, type Readiness, readiness, status } from '#server/health/index.ts';
import { adminProcedure, personProcedure, publicProcedure, router } from './trpc.ts';

/** How the appliance is. */
export const healthRouter = router({
  ready: publicProcedure.query(async () => readinessView(await readiness())),

  status: personProcedure.query(async ({ ctx }) => {
    const { readiness: ready, ...rest } = await status();
    // Whoever holds the control socket holds the box; the link is for nobody else.
    return { ...rest, ...readinessView(ready), setUpLink: ctx.actor.kind === 'console' ? healthSetUpLink() : null };
  }),

  doctor: adminProcedure
    .input(z.object({ readsModel: z.boolean().default(false) }).default({ readsModel: false }))
    .query(async ({ input, signal }) => {
      const checks = await doctor(input, signal);
      return checks.map((check) => ({ name: check.name, state: check.state, ...wordsOfCheck(check) }));
    }),
});

/** Readiness as `/readyz` and clients show it. */
export function readinessView({ ready, reasons }: Readiness): {
  ready: boolean;
  reasons: { code: string; message: string; remedy: string }[];
} {
  return { ready, reasons: reasons.map((reason) => ({ code: reason.code, ...wordsOf(reason) })) };
}
