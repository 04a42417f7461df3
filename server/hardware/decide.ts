import type { EnginePlan } from './engine-plan.ts';
import type { ModelMemory } from './model-memory.ts';
import { type Placement, placeModel } from './placement.ts';
import { planLimits } from './plan-limits.ts';
import type { PlannedBox, PlanWishes } from './plan-wishes.ts';
import { processorBatch, readingBatch, slotsForCards, slotsForProcessor } from './slot-choice.ts';
import type { SlotWishes } from './slot-memory.ts';

/** What was chosen, and where it puts the model. */
export type Decided = {
  driver: EnginePlan['driver'];
  slots: SlotWishes;
  batch: number;
  threads: number;
  ropeFactor: number;
  cardBudgets: readonly number[];
  placed: Placement;
  reasons: readonly string[];
};

/** Chooses slots, driver and placement; whether host memory holds it is not asked here. */
export function decide(box: PlannedBox, model: ModelMemory, wishes: PlanWishes): Decided {
  const threads = wishes.threads ?? Math.max(1, Math.min(box.physicalCores, box.cores - 1));
  const kvType = wishes.kvType ?? 'f16';
  const cardBudgets = budgetsOf(box);
  const ropeFactor = wishes.context === undefined ? 1 : Math.max(1, wishes.context / model.contextTrained);
  const isOnProcessor = cardBudgets.length === 0;
  const choice = isOnProcessor ? slotsForProcessor(box, model, kvType, { ...wishes, threads }) : slotsForCards(model, kvType, wishes);
  const ubatch = wishes.ubatch ?? (isOnProcessor ? processorBatch(box) : planLimits.cardUbatch);
  const slots = { context: choice.context, sequences: choice.sequences, kvType, ubatch };
  const isPlain = ropeFactor === 1 && cardBudgets.length < 2;
  const place = (driver: EnginePlan['driver'], sequences: number) =>
    placeModel(model, {
      ...slots,
      ...{ driver, sequences, cardBudgets, flashAttention: hasFlashAttention(model) },
      cardsBudget: cardBudgets.length > 1 ? cardTotal(box) : (cardBudgets[0] ?? 0),
    });
  const embedded = wishes.driver === 'embedded' || (wishes.driver === undefined && isPlain) ? place('embedded', slots.sequences) : null;
  const isEnough = embedded && (isOnProcessor || isWhole(embedded, model) || model.experts.count === 0);
  const driver = wishes.driver ?? (isEnough ? 'embedded' : 'llama-server');
  let placed = driver === 'embedded' && embedded ? embedded : place(driver, slots.sequences);
  // Room that is left on the cards is room for people.
  while (wishes.sequences === undefined && isWhole(placed, model) && slots.sequences < planLimits.sequencesMax) {
    const more = place(driver, slots.sequences + 1);
    if (!isWhole(more, model)) break;
    placed = more;
    slots.sequences++;
  }
  const batch = wishes.batch ?? (driver === 'embedded' ? ubatch : readingBatch(ubatch, wishes.promptTokensPerSecond));
  return { driver, slots, batch, threads, ropeFactor, cardBudgets, placed, reasons: choice.reasons };
}

function isWhole({ gpuLayers, expertLayersOnCpu }: Placement, { layers }: ModelMemory): boolean {
  return gpuLayers === layers.length + 1 && expertLayersOnCpu === 0;
}

function budgetsOf({ cards, isMemoryUnified, memoryBytes }: PlannedBox): number[] {
  if (isMemoryUnified) return [memoryBytes * planLimits.unifiedShare - planLimits.cardMarginBytes];
  const margin = cards.length > 1 ? planLimits.cardMarginEachBytes : planLimits.cardMarginBytes;
  return cards.map(({ freeBytes }) => Math.max(0, freeBytes - margin));
}

function cardTotal({ cards }: PlannedBox): number {
  return cards.reduce((sum, { freeBytes }) => sum + freeBytes, 0) - planLimits.cardMarginBytes;
}

/** llama-context.cpp: off for Grok, whatever is asked for; what a card cannot do, llama.cpp computes on the processor. */
export function hasFlashAttention({ architecture }: ModelMemory): boolean {
  return architecture !== 'grok';
}
