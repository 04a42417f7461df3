import type { KvType } from './engine-plan.ts';
import type { ModelMemory } from './model-memory.ts';
import { MIB, planLimits } from './plan-limits.ts';
import type { PlannedBox, PlanWishes } from './plan-wishes.ts';
import { kvBytesPerToken, stateBytesPerSequence } from './slot-memory.ts';

export type SlotChoice = { context: number; sequences: number; reasons: string[] };

/** Of a file's weights, the share that a token passes. */
export function activeShare({ experts, layers, sizeBytes }: ModelMemory): number {
  const expertBytes = layers.reduce((sum, { weights }) => sum + weights.experts, 0);
  if (experts.count === 0) return 1;
  return (sizeBytes - expertBytes * (1 - experts.used / experts.count)) / sizeBytes;
}

/**
 * Slots where a card computes. What is chosen depends on the model alone, so that a larger card never moves a layer to the
 * processor: so many as take a twelfth of the weights.
 */
export function slotsForCards(model: ModelMemory, kvType: KvType, wishes: PlanWishes): SlotChoice {
  const perToken = Math.max(1, kvBytesPerToken(model, kvType));
  const tokens = Math.max(2 * planLimits.cardContextMin, (planLimits.cardSlotShare * model.sizeBytes) / perToken);
  const most = wishes.context ?? Math.min(model.contextTrained, planLimits.cardContext);
  const context = wishes.context ?? Math.max(planLimits.contextMin, stepped(Math.min(most, tokens / 2)));
  const sequences = wishes.sequences ?? Math.min(planLimits.sequencesMax, Math.max(1, Math.round(tokens / context)));
  return { context, sequences, reasons: [] };
}

/**
 * Slots where the processor computes: reading is slow there, and a context that takes a minute to fill is a minute without a
 * first word. Memory decides how many.
 */
export function slotsForProcessor(
  box: PlannedBox,
  model: ModelMemory,
  kvType: KvType,
  wishes: PlanWishes & { threads: number },
): SlotChoice {
  const reasons: string[] = [];
  const wanted = wishes.context ?? readable(model, wishes.threads, reasons);
  const fixedBytes = planLimits.applianceBytes + model.sizeBytes + processorBatch(box) * model.vocabulary * 4;
  const budgetBytes = Math.min(box.memoryBytes - fixedBytes, box.memoryBytes * planLimits.slotShare);
  const perToken = Math.max(1, kvBytesPerToken(model, kvType));
  const state = stateBytesPerSequence(model);
  const fitting = (sequences: number) => stepped((budgetBytes / sequences - state) / perToken);
  const most = wishes.sequences ?? Math.min(Math.max(2, box.cores * 2), planLimits.sequencesMax);
  const good = Math.min(wanted, planLimits.contextGood);
  let sequences = most;
  while (wishes.sequences === undefined && sequences > 1 && fitting(sequences) < good) sequences--;
  // What was asked for is not made smaller in silence: it is planned, and refused where it does not fit.
  const context = wishes.context ?? Math.max(planLimits.contextMin, Math.min(wanted, fitting(sequences)));
  const bytes = sequences * (context * perToken + state);
  reasons.push(`${sequences} slots of ${context} tokens: ${Math.round(bytes / MIB)} MiB of memory.`);
  if (sequences < most) reasons.push(`Memory is short: ${most} slots would leave each fewer than ${good} tokens.`);
  if (context === model.contextTrained)
    reasons.push(`The model was trained with ${model.contextTrained} tokens; more would not be understood.`);
  else if (context < wanted) reasons.push(`Memory allows ${context} tokens a slot of ${wanted}.`);
  return { context, sequences, reasons };
}

/** A step is the time that a stop, or somebody else's next word, waits for: about half a second on two cores. */
export function processorBatch({ cores }: PlannedBox): number {
  if (cores <= 4) return 128;
  return cores <= 8 ? 256 : 512;
}

/**
 * Tokens that llama-server reads between two looks at who else waits for a word: what takes a quarter of a second where that was
 * measured. Never less than is computed at once, since experts on the processor's side are streamed once for each of those.
 */
export function readingBatch(ubatch: number, promptTokensPerSecond?: number): number {
  if (promptTokensPerSecond === undefined) return Math.max(ubatch, planLimits.cardBatch);
  const steps = Math.floor((promptTokensPerSecond * planLimits.stepS) / ubatch);
  return Math.min(Math.max(steps, 1) * ubatch, Math.max(ubatch, planLimits.cardBatch));
}

/** Tokens a second that a processor reads of a prompt. */
export function readingOnProcessor(model: ModelMemory, threads: number): number {
  return (threads * planLimits.readBytesPerCoreS) / (model.sizeBytes * activeShare(model));
}

function readable(model: ModelMemory, threads: number, reasons: string[]): number {
  const most = Math.min(planLimits.contextMax, model.contextTrained);
  const tokensPerSecond = readingOnProcessor(model, threads);
  const context = Math.min(most, Math.max(stepped(tokensPerSecond * planLimits.readingS), planLimits.contextGood));
  if (context < most)
    reasons.push(`A processor reads about ${Math.round(tokensPerSecond)} tokens a second: more context would only make people wait.`);
  return context;
}

function stepped(tokens: number): number {
  return Math.floor(tokens / planLimits.contextStep) * planLimits.contextStep;
}
