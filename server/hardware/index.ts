export type { EnginePlan } from './engine-plan.ts';
