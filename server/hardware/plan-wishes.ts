import type { EnginePlan, KvType } from './engine-plan.ts';
import type { HardwareProbe } from './probe.ts';

/** What an operator asks for; the rest is planned. */
export type PlanWishes = {
  threads?: number;
  /** Threads that read prompts; as many as write unless said. */
  threadsBatch?: number;
  sequences?: number;
  /** Tokens of one slot. */
  context?: number;
  kvType?: KvType;
  batch?: number;
  ubatch?: number;
  /** How fast a prompt was read on this box: steps are sized by it. */
  promptTokensPerSecond?: number;
  /** The only driver there is; else the one that places the model best. */
  driver?: EnginePlan['driver'];
  /** False keeps no prompts of people whose slot another took. */
  promptCache?: boolean;
  /** What an acceptance on this box has shown to do no harm. */
  proven?: { cudaGraphs: boolean };
};

/** What a plan looks at of a box, there or not. */
export type PlannedBox = Pick<HardwareProbe, 'cores' | 'physicalCores' | 'memoryBytes' | 'cards'> &
  Partial<Pick<HardwareProbe, 'numaNodes' | 'isMemoryUnified'>>;
