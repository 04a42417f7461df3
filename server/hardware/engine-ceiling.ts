import type { EnginePlan } from './engine-plan.ts';
import { planLimits } from './plan-limits.ts';

/** Memory of its own that an engine's process may have: its buffers, snapshots and cache as planned, and a margin. */
export function engineCeilingBytes({ hostRam }: Pick<EnginePlan, 'hostRam'>): number {
  return Math.max(0, hostRam.usedBytes - planLimits.applianceBytes) + planLimits.engineMarginBytes;
}
