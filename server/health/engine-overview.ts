import { type EnginePlan, type PlanWishes, planSummary, speedAssumptions } from '#server/hardware/index.ts';
import { AppError, type Authorized } from '#server/platform/index.ts';
import { profileView } from '#server/qualification/index.ts';
import { healthParts } from './health-parts.ts';

/** What the engine was planned to be. */
export type EngineOverview = {
  model: { id: string; name: string; sizeBytes: number; contextTrained: number; layers: number } | null;
  /** null until the model is known, where none can be served, and where a cluster serves. */
  plan: EnginePlan | null;
  /** The plan in a sentence, with what a tuning measured where there was one. */
  summary: string | null;
  /** What the speeds of `plan.alternatives` take for granted. */
  assumptions: string;
};

/** The plan that is served, and why it is so. */
export async function engineOverview(_box: Authorized<'appliance'>): Promise<EngineOverview> {
  const parts = healthParts();
  const model = parts.model();
  const plan = parts.plan();
  const profile = model && (await profileView(model));
  return {
    model: model && {
      ...{ id: model.id, name: model.name, sizeBytes: model.sizeBytes, contextTrained: model.contextTrained },
      layers: model.shape.layers,
    },
    plan,
    summary: plan && planSummary(plan, profile?.measured),
    assumptions: speedAssumptions,
  };
}

/**
 * The plan that the same box would get for other wishes. Nothing is measured, started or kept.
 *
 * @throws AppError `engine.unplanned` where none is planned for
 */
export function whatIf(_box: Authorized<'appliance'>, wishes: PlanWishes): EnginePlan {
  const plan = healthParts().replan(wishes);
  if (!plan) throw new AppError('engine.unplanned', {});
  return plan;
}
