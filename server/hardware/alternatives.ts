import type { Decided } from './decide.ts';
import type { Alternative } from './engine-plan.ts';
import type { ModelMemory } from './model-memory.ts';
import type { PlanWishes } from './plan-wishes.ts';
import { assumedSpeed } from './speed.ts';

type Trial = (change: PlanWishes) => { decided: Decided; fits: boolean };

/** The plan and three others beside it: more people, more context, faster reading or smaller keys and values. */
export function alternativesTo(decided: Decided, model: ModelMemory, tryWishes: Trial): Alternative[] {
  const { context, sequences, kvType, ubatch } = decided.slots;
  const longer = Math.min(context * 2, Math.max(context, model.contextTrained));
  const isOnCard = decided.placed.gpuLayers > 0;
  const asIs: PlanWishes = { context, sequences, kvType, ubatch };
  const changes: [Alternative['aim'], PlanWishes][] = [
    ['as planned', asIs],
    ['more people', { ...asIs, sequences: sequences * 2 }],
    [
      'more context',
      longer > context ? { ...asIs, context: longer } : { ...asIs, context: Math.max(1_024, context / 2), sequences: sequences * 2 },
    ],
    isOnCard && decided.driver === 'llama-server'
      ? ['faster reading', { ...asIs, ubatch: 2_048 }]
      : ['less memory', { ...asIs, kvType: 'q8_0' }],
  ];
  return changes.map(([aim, change]) => {
    const { decided: other, fits } = tryWishes(change);
    return {
      ...{ aim, fits, users: other.slots.sequences, context: other.slots.context, kvType: other.slots.kvType, ubatch: other.slots.ubatch },
      expertLayersOnCpu: other.placed.expertLayersOnCpu,
      gpuLayers: other.placed.gpuLayers,
      ...assumedSpeed(model, other.placed, other.slots, other.threads),
    };
  });
}
