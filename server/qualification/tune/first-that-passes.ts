import type { Contender } from './candidates.ts';
import type { Measurements } from './measurements.ts';
import type { Quality } from './profile.ts';
import { LEAD_MIN } from './score.ts';

/**
 * The fastest under which the model still does what it must. The plan comes after every one that leads it by more than noise; what is
 * slower is never asked. What each check found is kept with the measurements.
 *
 * @param fell the round in which a candidate fell; those that stayed are asked first
 * @returns its number; null where not even the plan's settings pass
 */
export async function firstThatPasses(
  measurements: Measurements,
  fell: ReadonlyMap<number, number>,
  check: (contender: Contender) => Promise<Quality>,
): Promise<number | null> {
  const leading = measurements.order(fell).filter((at) => at !== 0 && (measurements.worthOf(at) ?? 0) > 1 + LEAD_MIN);
  for (const at of [...leading, 0]) {
    const contender = measurements.contenders[at];
    if (!contender) continue;
    const quality = await check(contender);
    measurements.check(at, quality);
    if (quality.passed) return at;
  }
  return null;
}
