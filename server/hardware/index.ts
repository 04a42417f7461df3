export { type DiskFacts, probeDisk } from './disk.ts';
export type { Alternative, EnginePlan, KvType } from './engine-plan.ts';
export type { GraphicsCard } from './graphics-card.ts';
export { type ModelMemory, readModelMemory } from './model-memory.ts';
export { makePlan } from './plan.ts';
export type { PlannedBox, PlanWishes } from './plan-wishes.ts';
export { gib, tokens } from './plan-words.ts';
export { type HardwareProbe, probeHardware } from './probe.ts';
export { speedAssumptions } from './speed.ts';
