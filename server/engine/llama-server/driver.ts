import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EnginePlan } from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import { bareEnvironment, startChildEngine } from '../child-engine.ts';
import type { LaunchEngine } from '../engine-process.ts';
import { statesPlace } from '../kept-states.ts';
import { type ModelFacts, modelFacts } from '../protocol.ts';
import { llamaServerArguments } from './arguments.ts';
import { LlamaServerClient } from './client.ts';
import { launchOf, type Variant } from './programs.ts';

const DESCRIBE_PROGRAM = join(import.meta.dirname, '../host/describe.ts');
/** A vocabulary of 150,000 tokens takes a second; a disk that is asleep some more. */
const DESCRIBE_MS = 60_000;

/**
 * llama.cpp's own server: several cards, experts on the processor, and no JavaScript between two tokens.
 *
 * @throws AppError `engine.notBuilt` at each launch
 */
export function llamaServerDriver(plan: EnginePlan, model: ServedModel): LaunchEngine {
  let facts: Promise<ModelFacts> | null = null;
  return (socket) => {
    const { file, cwd, env } = launchOf('llama-server', variantOf(plan));
    const place = statesPlace(socket, plan);
    mkdirSync(place.folder, { recursive: true, mode: 0o700 });
    const { child: _, ...running } = startChildEngine({
      command: [file, ...llamaServerArguments(plan, { socket, slotFolder: place.folder })],
      cwd,
      env: { ...plan.env, ...env },
      isError,
    });
    const life = new AbortController();
    running.exited.then(() => life.abort());
    facts ??= describe(model.file, life.signal);
    facts.catch(() => {
      facts = null;
    });
    const { sequences: slots, context: contextPerSlot } = plan;
    const served = {
      driver: 'llama-server' as const,
      modelDigest: model.sha256,
      slots,
      contextPerSlot,
      contextTrained: model.contextTrained,
      facts,
    };
    const states = { ...place, isWholeOnly: plan.contextCheckpoints > 0 };
    return {
      ...running,
      tellsSteps: true,
      client: new LlamaServerClient({ address: { socketPath: socket }, served, states, exited: running.exited, lastLog: running.lastLog }),
    };
  };
}

/** Each line is “time level room function: words”. */
function isError(line: string): boolean {
  return /^[\d.]+ E /.test(line);
}

function variantOf({ gpuLayers }: EnginePlan): Variant {
  if (gpuLayers === 0) return 'cpu';
  return existsSync('/proc/driver/nvidia/version') ? 'cuda' : 'vulkan';
}

/** Asked once for a model, beside the first start; @param signal ends it with the server that it is for */
async function describe(file: string, signal: AbortSignal): Promise<ModelFacts> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', DESCRIBE_PROGRAM, file], {
    env: bareEnvironment,
    signal,
    killSignal: 'SIGKILL',
    timeout: DESCRIBE_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return modelFacts.parse(JSON.parse(stdout));
}
