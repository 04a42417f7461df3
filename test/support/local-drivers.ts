import type { EnginePlan } from '#server/hardware/index.ts';
import { llamaServerCommand } from '#server/hardware/llama-server-command.ts';

export type LocalDriver = EnginePlan['driver'];

/** Drivers under test. llama-server wants what “npm run build:llama-server” makes; `npm run test:engines` builds and tests it. */
export const localDrivers: readonly LocalDriver[] = [process.env.CLOISTER_TEST_ENGINES === 'built' ? 'llama-server' : 'embedded'];

/** A plan that says otherwise in some things, with the command that goes with it. */
export function placedAs(plan: EnginePlan, change: Partial<EnginePlan>, modelFile: string): EnginePlan {
  const placed = { ...plan, ...change };
  return { ...placed, command: llamaServerCommand(placed, modelFile) };
}
