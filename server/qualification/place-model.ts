import { launchOf } from '#server/engine/index.ts';
import { type EnginePlan, type HardwareProbe, makePlan, type PlanWishes, probeHardware, readModelMemory } from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import { type Actor, AppError } from '#server/platform/index.ts';
import { findProfile, recordStale, type StoredProfile } from './tune/profile-store.ts';
import { notUsedWords, profileWords } from './tune/profile-words.ts';
import { type Change, changesSince } from './tune/staleness.ts';
import { boxFacts } from './tune/this-box.ts';

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
  const profile = await findProfile(model);
  const changes = profile ? changesOf(profile, probe, model) : [];
  if (profile) await recordStale(self, profile, changes);
  const { plan, wishes } = planned(probe, memory, profile && { profile, changes });
  if (plan.fits) return { plan, replan: (other) => makePlan(probe, memory, { ...wishes, ...other }) };
  const { usedBytes: neededBytes, budgetBytes: memoryBytes } = plan.hostRam;
  throw new AppError('model.tooLarge', { name: model.name, neededBytes, memoryBytes });
}

type Tuned = { profile: StoredProfile; changes: readonly Change[] };

type Planned = { plan: EnginePlan; wishes: PlanWishes };

/** The plan with a profile's settings; without them where it has none or they can be used no more. */
function planned(probe: HardwareProbe, memory: Parameters<typeof makePlan>[1], tuned: Tuned | null): Planned {
  const wishes: PlanWishes = isLlamaServerBuilt() ? {} : { driver: 'embedded' };
  const plan = makePlan(probe, memory, wishes);
  if (!tuned) return { plan, wishes };
  const { settings } = tuned.profile;
  const without = (why: string) => ({ plan: { ...plan, reasons: [...plan.reasons, notUsedWords(tuned.profile, why)] }, wishes });
  if (settings.driver === 'llama-server' && !isLlamaServerBuilt()) return without('llama-server is not built here any more');
  const asTuned = makePlan(probe, memory, settings);
  if (!asTuned.fits) return without('it does not fit any more');
  const reasons = [...asTuned.reasons, ...profileWords(tuned.profile, tuned.changes)];
  return { plan: { ...asTuned, reasons }, wishes: settings };
}

/** What has changed since a profile was measured. */
function changesOf(profile: StoredProfile, probe: HardwareProbe, { sha256 }: { sha256: string }): Change[] {
  return changesSince({ ...profile, sha256: profile.model.sha256 }, { ...boxFacts(probe), sha256 });
}

/** Whether there is a llama-server to plan for; the embedded driver is always there. */
export function isLlamaServerBuilt(): boolean {
  try {
    return launchOf('llama-server', 'cpu').file !== '';
  } catch {
    return false;
  }
}
