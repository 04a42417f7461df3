import { alternativesTo } from './alternatives.ts';
import { addBytes, totalBytes } from './byte-groups.ts';
import { type Decided, decide, hasFlashAttention } from './decide.ts';
import type { DeviceUse, EnginePlan } from './engine-plan.ts';
import { hostCaches } from './host-caches.ts';
import { llamaServerCommand } from './llama-server-command.ts';
import type { ModelMemory } from './model-memory.ts';
import type { Placement } from './placement.ts';
import { planLimits } from './plan-limits.ts';
import type { PlannedBox, PlanWishes } from './plan-wishes.ts';
import { cardWords, freeOf, hostWords, slotWords } from './plan-words.ts';
import { remedies } from './remedies.ts';
import { slotBytes, snapshotBytes } from './slot-memory.ts';

/**
 * Decides how a model is placed on a box. Pure: the same box, model and wishes give the same plan. What does not fit is planned
 * all the same, with `fits` false and what would make it fit among the reasons.
 */
export function makePlan(box: PlannedBox, model: ModelMemory, wishes: PlanWishes = {}): EnginePlan {
  const decided = decide(box, model, wishes);
  const without = planOf(box, model, wishes, decided);
  const further = without.fits
    ? []
    : remedies(without, (change, bigger) => planOf(bigger, model, change, decide(bigger, model, change)), { box, wishes, model });
  return {
    ...without,
    reasons: [...without.reasons, ...further],
    alternatives: alternativesTo(decided, model, (change) => {
      const other = decide(box, model, { ...wishes, ...change });
      return { decided: other, fits: planOf(box, model, { ...wishes, ...change }, other).fits };
    }),
  };
}

function planOf(box: PlannedBox, model: ModelMemory, wishes: PlanWishes, decided: Decided): EnginePlan {
  const { driver, slots, batch, threads, ropeFactor, placed, cardBudgets } = decided;
  const engineBytes = totalBytes(placed.host.bytes);
  const shared = box.isMemoryUnified ? placed.cards : [];
  const neededBytes = addBytes({ appliance: planLimits.applianceBytes }, placed.host.bytes, ...shared.map(({ bytes }) => bytes));
  const needed = totalBytes(neededBytes);
  const snapshot = snapshotBytes(model, slots);
  const caches = hostCaches({
    ...{ spareBytes: box.memoryBytes - needed, snapshotBytes: snapshot },
    ...{ sequences: slots.sequences, slotBytes: slotBytes(model, slots), promptCache: wishes.promptCache ?? true },
  });
  const bytes = addBytes(neededBytes, caches.bytes);
  const usedBytes = totalBytes(bytes);
  const isStretched = ropeFactor > 1;
  const isTooLong = ropeFactor > planLimits.ropeFactorMax || (isStretched && driver === 'embedded');
  const isCuda = placed.gpuLayers > 0 && box.cards.every(({ backend }) => backend === 'cuda');
  const plan: Omit<EnginePlan, 'command' | 'reasons' | 'alternatives'> = {
    fits: usedBytes <= box.memoryBytes && !isTooLong && (slots.kvType === 'f16' || hasFlashAttention(model)),
    driver,
    gpuLayers: placed.gpuLayers,
    expertLayersOnCpu: placed.expertLayersOnCpu,
    flashAttention: hasFlashAttention(model),
    ...{ kvType: slots.kvType, context: slots.context, sequences: slots.sequences, batch, ubatch: slots.ubatch },
    ...(isStretched && {
      ropeScaling: { type: 'yarn', factor: Math.ceil(ropeFactor * 100) / 100, originalContext: model.contextTrained } as const,
    }),
    ...{ threads, threadsBatch: driver === 'embedded' ? threads : (wishes.threadsBatch ?? threads) },
    splitMode: placed.layersOfCard.length > 1 ? 'layer' : 'none',
    tensorSplit: placed.layersOfCard.length > 1 ? placed.layersOfCard : [],
    mmap: (box.numaNodes ?? 1) === 1,
    ...((box.numaNodes ?? 1) > 1 && { numa: 'distribute' as const }),
    ...{ cacheRamMiB: caches.cacheRamMiB, contextCheckpoints: caches.contextCheckpoints },
    devices: cardBudgets.map((budgetBytes, at) => deviceUse(box, budgetBytes, at, placed)),
    hostRam: { budgetBytes: box.memoryBytes, usedBytes, engineBytes, bytes, expertLayers: placed.host.expertLayers },
    env: isCuda && wishes.proven?.cudaGraphs ? { GGML_CUDA_GRAPH_OPT: '1' } : {},
  };
  const reasons = [
    ...cardWords(plan, box, model),
    ...(decided.reasons.length > 0 ? decided.reasons : [slotWords(plan)]),
    ...hostWords(plan, box, { model, snapshotBytes: snapshot, host: placed.host.bytes }),
  ];
  return { ...plan, command: llamaServerCommand(plan, model.file), reasons, alternatives: [] };
}

function deviceUse(box: PlannedBox, budgetBytes: number, at: number, { cards }: Placement): DeviceUse {
  const card = box.isMemoryUnified ? undefined : box.cards[at];
  const { bytes, expertLayers } = cards[at] ?? { bytes: {}, expertLayers: 0 };
  return {
    name: card?.name ?? (box.isMemoryUnified ? 'unified memory' : ''),
    ...{ budgetBytes, usedBytes: totalBytes(bytes), bytes, expertLayers, freeBytes: freeOf(box, at, budgetBytes) },
    ...(card?.pcie && { pcie: card.pcie }),
  };
}
