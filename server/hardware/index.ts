export type { EnginePlan, KvType } from './engine-plan.ts';
export { makePlan, type PlanWishes } from './plan.ts';
export { type GraphicsCard, type HardwareProbe, probeHardware } from './probe.ts';
