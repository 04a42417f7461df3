import { type EnginePlan, engineCeilingBytes } from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import { embeddedDriver } from './embedded-driver.ts';
import type { Engine, EngineState } from './engine.ts';
import type { LaunchEngine } from './engine-process.ts';
import { llamaServerDriver } from './llama-server/driver.ts';
import type { RemoteAddress } from './remote/cluster.ts';
import { remoteDriver, remoteLimits } from './remote/driver.ts';
import { type Supervised, Supervisor } from './supervisor.ts';

/**
 * Starts and supervises an engine for a model, as planned. Returns at once; `subscribe` tells when it is ready.
 *
 * @param runtimeDir short folder for the engine's socket, of this appliance alone
 * @throws AppError `appliance.configInvalid` when the folder's path is too long for a socket
 */
export function startEngine({ plan, model, ...supervised }: Omit<Supervised, 'launch'> & { plan: EnginePlan; model: ServedModel }): Engine {
  return new Supervisor({ launch: driverOf(plan, model), ceilingBytes: engineCeilingBytes(plan), ...supervised });
}

/**
 * Connects to a cluster on the internal network, and connects again whenever it breaks.
 *
 * @param of where it is, as configured: no other address is ever spoken to
 */
export function connectEngine({
  of,
  runtimeDir,
  onState,
}: {
  of: RemoteAddress;
  runtimeDir: string;
  onState?: (state: EngineState) => void;
}): Engine {
  return new Supervisor({ launch: remoteDriver(of), runtimeDir, limits: remoteLimits, ...(onState && { onState }) });
}

function driverOf(plan: EnginePlan, model: ServedModel): LaunchEngine {
  return plan.driver === 'llama-server' ? llamaServerDriver(plan, model) : embeddedDriver(plan, model);
}
