import type { EnginePlan, KvType } from './engine-plan.ts';
import type { ModelMemory } from './model-memory.ts';
import { GIB, planLimits } from './plan-limits.ts';
import type { PlannedBox, PlanWishes } from './plan-wishes.ts';
import { gib, tokens } from './plan-words.ts';

type Try = (wishes: PlanWishes, box: PlannedBox) => EnginePlan;

/** What does not fit, and what would make it fit: sentences for an operator, each tried before it is said. */
export function remedies(plan: EnginePlan, tryPlan: Try, of: { box: PlannedBox; wishes: PlanWishes; model: ModelMemory }): string[] {
  const { box, wishes, model } = of;
  if (plan.ropeScaling && (plan.ropeScaling.factor > planLimits.ropeFactorMax || plan.driver === 'embedded')) {
    const most = plan.driver === 'embedded' ? model.contextTrained : model.contextTrained * planLimits.ropeFactorMax;
    const why =
      plan.driver === 'embedded'
        ? 'the embedded driver cannot stretch positions'
        : `more than ${planLimits.ropeFactorMax} times the trained context is noise`;
    return [`It does not fit: ${tokens(plan.context)} a slot were asked for, and ${why}. Ask for at most ${tokens(most)}.`];
  }
  const { usedBytes, budgetBytes } = plan.hostRam;
  const words = [`It does not fit: host memory would need ${gib(usedBytes)} GiB and has ${gib(budgetBytes)}.`];
  const fits = (change: PlanWishes, bigger: PlannedBox = box) => tryPlan({ ...wishes, ...change }, bigger).fits;
  const ramGib = Math.ceil(usedBytes / GIB / 8) * 8;
  words.push(`It would fit with ${ramGib} GiB of host memory.`);
  const card = [8, 12, 16, 24, 32, 48, 80].find((size) => size * GIB > largest(box) && fits({}, withCard(box, size * GIB)));
  if (card !== undefined && !box.isMemoryUnified) words.push(`It would fit with one card of ${card} GiB.`);
  const context = [65_536, 32_768, 16_384, 8_192, 4_096].find((size) => size < plan.context && fits({ context: size }));
  if (context !== undefined) words.push(`It would fit with ${tokens(context)} a slot.`);
  if (plan.sequences > 1 && fits({ sequences: 1 })) words.push('It would fit with 1 slot.');
  const smaller = (['q8_0', 'q4_0'] satisfies KvType[]).find((kvType) => kvType !== plan.kvType && fits({ kvType }));
  if (smaller) words.push(`It would fit with keys and values in ${smaller}.`);
  words.push('Or name a smaller quantisation or model.');
  return words;
}

function largest({ cards }: PlannedBox): number {
  return Math.max(0, ...cards.map(({ freeBytes }) => freeBytes));
}

function withCard(box: PlannedBox, bytes: number): PlannedBox {
  return { ...box, cards: [{ name: 'a card', memoryBytes: bytes, freeBytes: bytes, backend: 'cuda' }] };
}
