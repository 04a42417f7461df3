import { starterModel } from '#scripts/up/fetch-starter-model.ts';
import { type Engine, type EngineState, startEngine } from '#server/engine/index.ts';
import { makePlan, type PlanWishes } from '#server/hardware/index.ts';
import { readGguf } from '#server/models/gguf.ts';
import type { ServedModel } from '#server/models/index.ts';
import { modelFacts } from '#server/models/model-facts.ts';
import { childrenOf } from './child-processes.ts';
import { untilReady } from './scripted-engine.ts';
import { starterModelFile } from './starter-model.ts';

/** Small and the same everywhere, so that a test's figures hold on any machine. */
const box = { cores: 2, physicalCores: 2, memoryBytes: 8 * 1024 ** 3, availableBytes: 8 * 1024 ** 3, cards: [] };

/** The starter model as `openModel` gives it, without a database. */
export async function starterServedModel(): Promise<ServedModel> {
  const file = await starterModelFile();
  const { sizeBytes, sha256 } = starterModel;
  return { id: 'starter', file, sizeBytes, sha256, ...modelFacts(file, await readGguf(file)) };
}

/** The real embedded engine with the starter model, ready: 4 slots of 2,048 tokens. */
export async function starterEngine(options: {
  runtimeDir: string;
  wishes?: PlanWishes;
  onState?: (state: EngineState) => void;
}): Promise<AsyncDisposable & { engine: Engine; model: ServedModel }> {
  const model = await starterServedModel();
  const plan = makePlan(box, model, { sequences: 4, context: 2_048, ...options.wishes });
  const engine = startEngine({ plan, model, runtimeDir: options.runtimeDir, ...(options.onState && { onState: options.onState }) });
  await untilReady(engine);
  return { engine, model, [Symbol.asyncDispose]: () => engine.stop() };
}

/** Process id of the engine that this process runs. @throws Error when there is none */
export function enginePid(): number {
  const child = childrenOf(process.pid).find(({ command }) => command.includes('engine/host/main.ts'));
  if (!child) throw new Error('this process runs no engine');
  return child.pid;
}
