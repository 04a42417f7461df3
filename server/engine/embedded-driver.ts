import { join } from 'node:path';
import type { EnginePlan } from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import { bareEnvironment, startChildEngine } from './child-engine.ts';
import type { LaunchEngine } from './engine-process.ts';
import type { HostConfig } from './host/host-config.ts';
import { ProtocolClient } from './protocol-client.ts';

const HOST_PROGRAM = join(import.meta.dirname, 'host', 'main.ts');

/** The embedded engine: our host program around node-llama-cpp, nothing to compile. */
export function embeddedDriver(plan: EnginePlan, model: ServedModel): LaunchEngine {
  return (socket) => {
    const config: HostConfig = { socket, modelFile: model.file, modelDigest: model.sha256, plan };
    const { child, ...running } = startChildEngine({
      command: [process.execPath, '--disable-warning=ExperimentalWarning', HOST_PROGRAM],
      env: bareEnvironment,
      isError: (line) => line.startsWith('error'),
    });
    child.stdin?.write(`${JSON.stringify(config)}\n`);
    return { ...running, tellsSteps: true, client: new ProtocolClient(socket) };
  };
}
