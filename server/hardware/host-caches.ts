import { MIB, planLimits } from './plan-limits.ts';

/**
 * How much host memory state snapshots and the prompt cache (what slots have read, kept for when another took them) may take. Neither is
 * counted by anybody else: llama-server keeps 32 snapshots a slot and 8 GiB of prompts by default, node-llama-cpp 32 snapshots.
 *
 * @param spareBytes what weights, slots and the appliance leave
 * @param snapshotBytes one snapshot; 0 where the model needs none
 * @param slotBytes what all slots hold when they are full
 */
export function hostCaches(of: { spareBytes: number; snapshotBytes: number; slotBytes: number; sequences: number; promptCache: boolean }) {
  const spareBytes = Math.max(0, of.spareBytes);
  const each = of.snapshotBytes * of.sequences;
  const contextCheckpoints = each === 0 ? 0 : Math.min(planLimits.snapshotsMax, Math.floor(spareBytes / 2 / each));
  const left = (spareBytes - contextCheckpoints * each) / 2 / MIB;
  // One slot is one conversation's for long; a cache would mostly copy it.
  const isUseful = of.promptCache && of.sequences > 1 && left >= planLimits.promptCacheMinMiB;
  const most = Math.min(planLimits.promptCacheMiB, (of.slotBytes / MIB) * planLimits.promptCacheSlots);
  const cacheRamMiB = isUseful ? Math.ceil(Math.min(most, left)) : 0;
  return { contextCheckpoints, cacheRamMiB, bytes: { snapshots: contextCheckpoints * each, promptCache: cacheRamMiB * MIB } };
}
