import { z } from 'zod';
import { acceptanceFolder, healthFolder, healthModel, healthPlan } from '#server/health/index.ts';
import { authorize } from '#server/identity/index.ts';
import { findModel } from '#server/models/index.ts';
import { AppError, limits } from '#server/platform/index.ts';
import { profileView, type TuneProgress, tuneEngine } from '#server/qualification/index.ts';
import { followedWork } from './followed-work.ts';
import { adminProcedure, auditorProcedure, box, router } from './trpc.ts';

const budget = z.int().min(limits.tuneBudgetMinMs).max(limits.tuneBudgetMaxMs);

/** How the engine runs best on this box. */
export const tuningRouter = router({
  /** Measures the model that serves, within a budget. Ending the subscription ends the engine that was started, and keeps nothing. */
  run: adminProcedure.input(z.object({ budgetMs: budget.default(limits.tuneBudgetMs) })).subscription(async function* ({
    ctx,
    input,
    signal,
  }) {
    const target = authorize(ctx.actor, 'administer', box);
    yield* followedWork(async (onProgress: (progress: TuneProgress) => void, aborted) => {
      const model = healthModel();
      if (!model) throw new AppError('engine.noModel', { folder: healthFolder().models });
      const of = { budgetMs: input.budgetMs, runtimeDir: acceptanceFolder(), serving: healthPlan() };
      return tuneEngine(ctx.actor, target, model, { ...of, onProgress, signal: aborted });
    }, signal);
  }),

  /** The profile of a model, or of the one that serves; null where there is none. */
  profile: auditorProcedure.input(z.object({ model: z.string().min(1).max(200).optional() })).query(async ({ input }) => {
    const model = input.model === undefined ? healthModel() : await findModel(input.model);
    return model && (await profileView(model));
  }),
});
