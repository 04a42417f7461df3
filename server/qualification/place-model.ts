import { launchOf } from '#server/engine/index.ts';
import { type EnginePlan, makePlan, probeHardware, readModelMemory } from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import { AppError } from '#server/platform/index.ts';

/**
 * Plans for a model on this box as it is now, with the drivers that are here: to serve it, and to try it the same way before.
 *
 * @throws AppError `model.tooLarge`
 */
export async function placeModel(model: ServedModel): Promise<EnginePlan> {
  const plan = makePlan(await probeHardware(), await readModelMemory(model.file), isBuilt() ? {} : { driver: 'embedded' });
  if (plan.fits) return plan;
  const { usedBytes: neededBytes, budgetBytes: memoryBytes } = plan.hostRam;
  throw new AppError('model.tooLarge', { name: model.name, neededBytes, memoryBytes });
}

/** Whether there is a llama-server to plan for; the embedded driver is always there. */
function isBuilt(): boolean {
  try {
    return launchOf('llama-server', 'cpu').file !== '';
  } catch {
    return false;
  }
}
