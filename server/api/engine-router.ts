import { basename } from 'node:path';
import { z } from 'zod';
import type { EnginePlan } from '#server/hardware/index.ts';
import { engineOverview, watchEngine, whatIf } from '#server/health/index.ts';
import { authorize } from '#server/identity/index.ts';
import type { Actor } from '#server/platform/index.ts';
import { auditorProcedure, box, router } from './trpc.ts';
import { engineFor, maySeePaths } from './without-paths.ts';

/** What is asked of a plan, in bounds that no machine reaches. */
const wishes = z.object({
  users: z.int().min(1).max(256),
  context: z.int().min(256).max(16_777_216),
  kvType: z.enum(['f16', 'q8_0', 'q4_0']),
});

/** The engine: its plan and what it does, for who runs the box and who audits it. */
export const engineRouter = router({
  overview: auditorProcedure.query(async ({ ctx }) => {
    const { plan, ...rest } = await engineOverview(authorize(ctx.actor, 'audit', box));
    return { ...rest, plan: plan && planFor(ctx.actor, plan) };
  }),

  /** State, slots and figures now, then whenever one of them changes. */
  watch: auditorProcedure.subscription(async function* ({ ctx, signal = new AbortController().signal }) {
    const target = authorize(ctx.actor, 'audit', box);
    for await (const seen of watchEngine(target, signal)) yield { ...seen, state: engineFor(ctx.actor, seen.state) };
  }),

  /** The plan that this box would have for other wishes. */
  whatIf: auditorProcedure.input(wishes).query(({ ctx, input }) => {
    const { users: sequences, context, kvType } = input;
    return planFor(ctx.actor, whatIf(authorize(ctx.actor, 'audit', box), { sequences, context, kvType }));
  }),
});

/** A plan as an actor may see it: where the model's file lies is for who runs the box. */
function planFor(actor: Actor, plan: EnginePlan): EnginePlan {
  if (maySeePaths(actor)) return plan;
  return { ...plan, command: plan.command.map((word) => (word.includes('/') ? basename(word) : word)) };
}
