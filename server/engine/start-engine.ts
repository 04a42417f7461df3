import type { EnginePlan } from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import { AppError } from '#server/platform/index.ts';
import { embeddedDriver } from './embedded-driver.ts';
import type { Engine, EngineState } from './engine.ts';
import { Supervisor } from './supervisor.ts';

/**
 * Starts and supervises an engine for a model, as planned. Returns at once; `subscribe` tells when it is ready.
 *
 * @param runtimeDir short folder for the engine's socket, of this appliance alone
 * @throws AppError `appliance.configInvalid` when the folder's path is too long for a socket
 */
export function startEngine(start: {
  plan: EnginePlan;
  model: ServedModel;
  runtimeDir: string;
  onState?: (state: EngineState) => void;
}): Engine {
  const { plan, model, runtimeDir, onState } = start;
  return new Supervisor({ launch: embeddedDriver(plan, model), runtimeDir, ...(onState && { onState }) });
}

/**
 * The engine of an appliance without a model: import, search, viewer and evidence work, prose is refused.
 *
 * @param folder where a model would have to be put
 */
export function noEngine(folder: string): Engine {
  const state: EngineState = { state: 'none', reason: `There is no model in ${folder}.` };
  const refuse = async (): Promise<never> => {
    throw new AppError('engine.noModel', { folder });
  };
  return {
    state: () => state,
    subscribe: () => () => {},
    generate: () => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) }),
    tokenize: refuse,
    properties: refuse,
    eraseSlot: refuse,
    stop: async () => {},
  };
}
