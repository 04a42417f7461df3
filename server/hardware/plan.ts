import { alternativesTo } from './alternatives.ts';
import { type Decided, decide, hasFlashAttention } from './decide.ts';
import type { EnginePlan } from './engine-plan.ts';
import { hostCaches } from './host-caches.ts';
import { llamaServerCommand } from './llama-server-command.ts';
import type { ModelMemory } from './model-memory.ts';
import { planLimits } from './plan-limits.ts';
import type { PlannedBox, PlanWishes } from './plan-wishes.ts';
import { cardWords, hostWords, slotWords } from './plan-words.ts';
import { remedies } from './remedies.ts';
import { snapshotBytes } from './slot-memory.ts';

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
  const names = box.isMemoryUnified ? ['unified memory'] : box.cards.map(({ name }) => name);
  const onCards = placed.usedOfCard.reduce((sum, bytes) => sum + bytes, 0);
  const engineBytes = placed.host.weights + placed.host.slots + placed.host.compute;
  const needed = planLimits.applianceBytes + engineBytes + (box.isMemoryUnified ? onCards : 0);
  const snapshot = snapshotBytes(model, slots);
  const caches = hostCaches({
    ...{ spareBytes: box.memoryBytes - needed, snapshotBytes: snapshot },
    ...{ sequences: slots.sequences, promptCache: wishes.promptCache ?? true },
  });
  const usedBytes = needed + caches.usedBytes;
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
    devices: cardBudgets.map((budgetBytes, at) => ({ name: names[at] ?? '', budgetBytes, usedBytes: placed.usedOfCard[at] ?? 0 })),
    hostRam: { budgetBytes: box.memoryBytes, usedBytes, engineBytes },
    env: isCuda && wishes.proven?.cudaGraphs ? { GGML_CUDA_GRAPH_OPT: '1' } : {},
  };
  const reasons = [
    ...cardWords(plan, box, model),
    ...(decided.reasons.length > 0 ? decided.reasons : [slotWords(plan)]),
    ...hostWords(plan, box, { model, snapshotBytes: snapshot, host: placed.host }),
  ];
  return { ...plan, command: llamaServerCommand(plan, model.file), reasons, alternatives: [] };
}
