import type { Bytes } from './byte-groups.ts';
import type { EnginePlan } from './engine-plan.ts';
import type { ModelMemory } from './model-memory.ts';
import { GIB, MIB, planLimits } from './plan-limits.ts';
import type { PlannedBox } from './plan-wishes.ts';

type Placed = Omit<EnginePlan, 'command' | 'reasons' | 'alternatives'>;

/** Where the layers are, and why. */
export function cardWords(plan: Placed, box: PlannedBox, { layers, experts }: ModelMemory): string[] {
  const words: string[] = [];
  const onCards = plan.devices.filter(({ usedBytes }) => usedBytes > 0);
  const used = plan.devices
    .map((device, at) => `${gib(device.usedBytes)} of ${gib(freeOf(box, at, device.budgetBytes))} GiB`)
    .join(' and ');
  if (plan.devices.length === 0) words.push('No graphics card was found: the model runs on the processor.');
  else if (onCards.length === 0) {
    const names = plan.devices
      .map(({ name, budgetBytes }, at) => `${name} with ${mib(freeOf(box, at, budgetBytes))} MiB free`)
      .join(' and ');
    words.push(`Not one layer fits ${names}: the model runs on the processor.`);
  } else if (plan.expertLayersOnCpu > 0) {
    words.push(`${plan.expertLayersOnCpu} of ${layers.length} layers’ experts are on the CPU because ${used} are used.`);
    words.push(
      `A token needs ${experts.used} of ${experts.count} experts of a layer and everything else of it: what all tokens need is on the card.`,
    );
  } else if (plan.gpuLayers <= layers.length) {
    words.push(`${layers.length + 1 - plan.gpuLayers} of ${layers.length} layers are on the CPU because ${used} are used.`);
  } else {
    words.push(`All layers go to ${onCards.map(({ name }) => name).join(' and ')}: ${used} are used.`);
  }
  if (plan.tensorSplit.length > 1)
    words.push(`Layers are split ${plan.tensorSplit.join(' : ')} over the cards, the output counted as one.`);
  if (box.isMemoryUnified) words.push('Memory is shared by processor and card: what the card takes, the rest of the machine lacks.');
  return words;
}

export function slotWords({ sequences, context, kvType }: Placed): string {
  return `${sequences} ${sequences === 1 ? 'slot' : 'slots'} of ${tokens(context)}, keys and values in ${kvType}.`;
}

/** Measured tokens a second: written for one person, and read of a prompt. */
export type MeasuredSpeed = { generationTokensPerSecond: number; promptTokensPerSecond: number };

/** A plan in a sentence: where the layers are and why, the slots, and what was measured of it on this box where something was. */
export function planSummary(plan: Pick<EnginePlan, 'reasons' | 'sequences' | 'context'>, measured?: MeasuredSpeed): string {
  const where = (plan.reasons[0] ?? '').replace(/\.$/, '');
  const slots = `${plan.sequences} ${plan.sequences === 1 ? 'slot' : 'slots'} of ${tokens(plan.context)}`;
  const whole = (perSecond: number) => (perSecond < 10 ? perSecond.toFixed(1) : perSecond.toFixed(0));
  const speed =
    measured && `measured ${whole(measured.generationTokensPerSecond)} t/s generation, ${whole(measured.promptTokensPerSecond)} t/s prompt`;
  return `${[where, slots, speed].filter(Boolean).join('; ')}.`;
}

/** What host memory holds, and how it is used. */
export function hostWords(plan: Placed, box: PlannedBox, of: { model: ModelMemory; snapshotBytes: number; host: Bytes }): string[] {
  const { usedBytes, budgetBytes } = plan.hostRam;
  const { experts = 0, weights = 0, kv = 0, state = 0, compute = 0 } = of.host;
  const words = [
    `${plan.threads} of ${box.cores} cores compute: llama.cpp's threads spin while they wait, and the thread that hands out tokens needs a core of its own.`,
    `Host memory: ${gib(experts + weights)} GiB of weights, ${gib(kv + state + compute)} of slots and work, ${gib(planLimits.applianceBytes)} for the appliance; ${gib(usedBytes)} of ${gib(budgetBytes)} GiB in all.`,
  ];
  if (of.snapshotBytes > 0) {
    words.push(
      plan.contextCheckpoints > 0
        ? `${plan.contextCheckpoints} state snapshots a slot, ${mib(of.snapshotBytes)} MiB each: this model cannot step back to a shared beginning without one.`
        : 'There is no room for state snapshots: every question is read from its beginning.',
    );
  }
  if (plan.cacheRamMiB > 0) words.push(`${plan.cacheRamMiB} MiB keep prompts of people whose slot another took.`);
  if (plan.ropeScaling)
    words.push(
      `The model was trained with ${tokens(plan.ropeScaling.originalContext)}: positions are stretched ${plan.ropeScaling.factor} times (YaRN), which costs some quality on short texts.`,
    );
  if (!plan.mmap)
    words.push('The weights are read, not mapped: with several NUMA nodes mapped pages stay with the node that touched them first.');
  return words;
}

/** Mebibytes as a whole number. */
function mib(bytes: number): number {
  return Math.round(bytes / MIB);
}

/** Gibibytes with one digit. */
export function gib(bytes: number): string {
  return (bytes / GIB).toFixed(1);
}

/** Tokens as people say them: 64k where it is that. */
export function tokens(count: number): string {
  return count % 1024 === 0 && count >= 8_192 ? `${count / 1024}k` : `${count} tokens`;
}

/** What a card has free, before the margin. */
export function freeOf({ cards, isMemoryUnified, memoryBytes }: PlannedBox, at: number, budgetBytes: number): number {
  return isMemoryUnified ? memoryBytes : (cards[at]?.freeBytes ?? budgetBytes);
}
