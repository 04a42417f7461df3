import { launchOf } from '#server/engine/index.ts';
import {
  type EnginePlan,
  type HardwareProbe,
  type ModelMemory,
  makePlan,
  type PlanWishes,
  probeHardware,
  readModelMemory,
} from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import { type Actor, AppError } from '#server/platform/index.ts';
import { recordStale } from './tune/profile-store.ts';
import { type ProfileView, profileView } from './tune/profile-view.ts';
import { notUsedWords } from './tune/profile-words.ts';

const self: Actor = { kind: 'system', part: 'qualification' };

/** A plan, and how the same box would be planned for other wishes: later its cards are full of the engine that the plan made. */
export type PlacedModel = { plan: EnginePlan; replan(wishes: PlanWishes): EnginePlan };

/** The plan alone. @throws AppError `model.tooLarge` */
export async function placeModel(model: ServedModel): Promise<EnginePlan> {
  return (await placedModel(model)).plan;
}

/**
 * Plans for a model on this box as it is now, with the drivers that are here and as its newest profile has measured: to serve it,
 * and to try it the same way before. That a profile is stale is recorded once.
 *
 * @throws AppError `model.tooLarge`
 */
export async function placedModel(model: ServedModel): Promise<PlacedModel> {
  const probe = await probeHardware();
  const memory = await readModelMemory(model.file);
  const profile = await profileView(model, probe);
  if (profile?.stale) await recordStale(self, profile, profile.stale.changes);
  const { plan, wishes } = planned(probe, memory, profile);
  if (plan.fits) return { plan, replan: (other) => makePlan(probe, memory, { ...wishes, ...other }) };
  const { usedBytes: neededBytes, budgetBytes: memoryBytes } = plan.hostRam;
  throw new AppError('model.tooLarge', { name: model.name, neededBytes, memoryBytes });
}

type Planned = { plan: EnginePlan; wishes: PlanWishes };

/** The plan with a profile's settings; without them where it has none or they can be used no more. */
function planned(probe: HardwareProbe, memory: ModelMemory, profile: ProfileView | null): Planned {
  const wishes: PlanWishes = isLlamaServerBuilt() ? {} : { driver: 'embedded' };
  const plan = makePlan(probe, memory, wishes);
  if (!profile) return { plan, wishes };
  const without = (why: string) => ({ plan: { ...plan, reasons: [...plan.reasons, notUsedWords(profile.at, why)] }, wishes });
  if (profile.settings.driver === 'llama-server' && !isLlamaServerBuilt()) return without('llama-server is not built here any more');
  const asTuned = makePlan(probe, memory, profile.settings);
  if (!asTuned.fits) return without('it does not fit any more');
  return { plan: { ...asTuned, reasons: [...asTuned.reasons, ...profile.reasons] }, wishes: profile.settings };
}

/** Whether there is a llama-server to plan for; the embedded driver is always there. */
export function isLlamaServerBuilt(): boolean {
  try {
    return launchOf('llama-server', 'cpu').file !== '';
  } catch {
    return false;
  }
}
