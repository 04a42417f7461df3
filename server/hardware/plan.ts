import type { ServedModel } from '#server/models/index.ts';
import { AppError } from '#server/platform/index.ts';
import type { EnginePlan } from './engine-plan.ts';
import { llamaServerCommand } from './llama-server-command.ts';
import type { GraphicsCard, HardwareProbe } from './probe.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** The figures of a plan, each with its reason. */
export const planLimits = {
  /** Kept for the appliance itself: pages, readers, an import, and the files that git and SQLite want cached. */
  applianceBytes: 1.5 * GIB,
  /** Share of the memory that slots may take beside the model: more context than this serves nobody and starves the rest. */
  slotShare: 0.25,
  /** Context of a slot that is worth having, and beyond which nobody has asked for more by default. */
  contextMin: 1_024,
  contextGood: 4_096,
  contextMax: 32_768,
  /** How long reading a full prompt may take on a processor, and what one core reads: 230 tokens a second of a model of 98 MB. */
  readingS: 20,
  readBytesPerCoreS: 230 * 98_362_432,
  /** llama.cpp allocates cells in blocks of so many tokens. */
  contextStep: 256,
  sequencesMax: 8,
  /** What a graphics card needs beside weights and slots. */
  cardMarginBytes: 1 * GIB,
} as const;

/** What an operator asks for; the rest is planned. */
export type PlanWishes = { threads?: number; sequences?: number; context?: number };

type PlannedModel = Pick<ServedModel, 'name' | 'file' | 'sizeBytes' | 'contextTrained' | 'shape'>;

/**
 * Decides how a model is placed on a box. Pure: the same probe, model and wishes give the same plan.
 *
 * @throws AppError `model.tooLarge` where not one slot of the smallest context fits beside the weights
 */
export function makePlan(probe: HardwareProbe, model: PlannedModel, wishes: PlanWishes = {}): EnginePlan {
  const reasons: string[] = [];
  const threads = wishes.threads ?? decodeThreads(probe, reasons);
  const batch = stepTokens(probe);
  const slotBudgetBytes = memoryForSlots(probe, model, batch);
  const contextWanted = contextWorthHaving(probe, model, threads, wishes, reasons);
  const { sequences, context } = slotsWithin(slotBudgetBytes, probe, model, { ...wishes, context: contextWanted }, reasons);
  const onCard = sequences * context * kvBytesPerToken(model) + model.sizeBytes + logitsBytes(model, batch) + planLimits.cardMarginBytes;
  const gpuLayers = cardLayers(probe.cards, model, onCard, reasons);
  const card = probe.cards.toSorted((a, b) => b.freeBytes - a.freeBytes)[0];
  const placed: Omit<EnginePlan, 'command' | 'reasons'> = {
    ...{ fits: true, driver: 'embedded', kvType: 'f16', flashAttention: true, mmap: true, cacheRamMiB: 0, contextCheckpoints: 0 },
    ...{ threads, threadsBatch: threads, context, sequences, batch, ubatch: batch, gpuLayers, expertLayersOnCpu: 0 },
    ...{ splitMode: 'none', tensorSplit: [], env: {} },
    devices: card && gpuLayers > 0 ? [{ name: card.name, budgetBytes: card.freeBytes, usedBytes: onCard }] : [],
    hostRam: { budgetBytes: probe.memoryBytes, usedBytes: gpuLayers > 0 ? 0 : onCard - planLimits.cardMarginBytes },
  };
  return { ...placed, command: llamaServerCommand(placed, model.file), reasons };
}

/** Keys and values of one token over all layers, 16 bits each. More than the truth where some layers are recurrent. */
export function kvBytesPerToken({ shape }: Pick<PlannedModel, 'shape'>): number {
  return shape.layers * shape.kvHeads * (shape.keyLength + shape.valueLength) * 2;
}

/** node-llama-cpp reserves a row of the vocabulary for each token of a step. */
function logitsBytes({ shape }: PlannedModel, batch: number): number {
  return batch * shape.vocabulary * 4;
}

function decodeThreads({ cores, physicalCores }: HardwareProbe, reasons: string[]): number {
  const threads = Math.max(1, Math.min(physicalCores, cores - 1));
  reasons.push(
    `${threads} of ${cores} cores compute: llama.cpp's threads spin while they wait, and the thread that hands out tokens needs a core of its own.`,
  );
  return threads;
}

/** A step is the time that a stop, or somebody else's next word, waits for: about half a second on two cores. */
function stepTokens({ cores }: HardwareProbe): number {
  if (cores <= 4) return 128;
  return cores <= 8 ? 256 : 512;
}

function memoryForSlots(probe: HardwareProbe, model: PlannedModel, batch: number): number {
  const fixedBytes = planLimits.applianceBytes + model.sizeBytes + logitsBytes(model, batch);
  const budgetBytes = Math.min(probe.memoryBytes - fixedBytes, probe.memoryBytes * planLimits.slotShare);
  const smallestBytes = planLimits.contextMin * kvBytesPerToken(model);
  if (budgetBytes < smallestBytes) {
    throw new AppError('model.tooLarge', { name: model.name, neededBytes: fixedBytes + smallestBytes, memoryBytes: probe.memoryBytes });
  }
  return budgetBytes;
}

/** On a processor reading is slow: a context that takes a minute to fill is a minute without a first word. */
function contextWorthHaving({ cards }: HardwareProbe, model: PlannedModel, threads: number, wishes: PlanWishes, reasons: string[]): number {
  const most = Math.min(wishes.context ?? planLimits.contextMax, model.contextTrained);
  if (wishes.context !== undefined || cards.length > 0) return most;
  const tokensPerSecond = (threads * planLimits.readBytesPerCoreS) / (model.sizeBytes * model.shape.activeShare);
  const readable = Math.floor((tokensPerSecond * planLimits.readingS) / planLimits.contextStep) * planLimits.contextStep;
  const context = Math.min(most, Math.max(readable, planLimits.contextGood));
  if (context < most)
    reasons.push(`A processor reads about ${Math.round(tokensPerSecond)} tokens a second: more context would only make people wait.`);
  return context;
}

function slotsWithin(
  budgetBytes: number,
  probe: HardwareProbe,
  model: PlannedModel,
  wishes: Required<Pick<PlanWishes, 'context'>> & PlanWishes,
  reasons: string[],
) {
  const wanted = wishes.sequences ?? Math.min(Math.max(2, probe.cores * 2), planLimits.sequencesMax);
  const contextWanted = wishes.context;
  const good = Math.min(contextWanted, planLimits.contextGood);
  const fitting = (sequences: number) =>
    Math.floor(budgetBytes / kvBytesPerToken(model) / sequences / planLimits.contextStep) * planLimits.contextStep;
  let sequences = wanted;
  while (sequences > 1 && fitting(sequences) < good) sequences--;
  const context = Math.min(contextWanted, fitting(sequences));
  reasons.push(
    `${sequences} slots of ${context} tokens: ${Math.round((sequences * context * kvBytesPerToken(model)) / MIB)} MiB of memory.`,
  );
  if (sequences < wanted) reasons.push(`Memory is short: ${wanted} slots would leave each fewer than ${good} tokens.`);
  if (context === model.contextTrained)
    reasons.push(`The model was trained with ${model.contextTrained} tokens; more would not be understood.`);
  else if (context < contextWanted) reasons.push(`Memory allows ${context} tokens a slot of ${contextWanted}.`);
  return { sequences, context };
}

/** All layers or none: a part of them needs the placement of single tensors, which this driver does not have. */
function cardLayers(cards: readonly GraphicsCard[], model: PlannedModel, neededBytes: number, reasons: string[]): number {
  const card = cards.toSorted((a, b) => b.freeBytes - a.freeBytes)[0];
  if (!card) {
    reasons.push('No graphics card was found: the model runs on the processor.');
    return 0;
  }
  if (card.freeBytes < neededBytes) {
    reasons.push(
      `${card.name} has ${Math.round(card.freeBytes / MIB)} MiB free, the model needs ${Math.round(neededBytes / MIB)}: it runs on the processor.`,
    );
    return 0;
  }
  reasons.push(`All layers go to ${card.name}.`);
  return model.shape.layers + 1;
}
