import { starterModel } from '#scripts/up/fetch-starter-model.ts';
import { type Engine, type EngineState, startEngine } from '#server/engine/index.ts';
import type { SilenceLimits } from '#server/engine/silence.ts';
import { type EnginePlan, makePlan, type PlanWishes, readModelMemory } from '#server/hardware/index.ts';
import { readGguf } from '#server/models/gguf.ts';
import type { ServedModel } from '#server/models/index.ts';
import { modelFacts } from '#server/models/model-facts.ts';
import { childrenOf } from './child-processes.ts';
import { placedAs } from './local-drivers.ts';
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

type StarterOptions = {
  runtimeDir: string;
  wishes?: PlanWishes;
  /** What the plan says otherwise. */
  placed?: Partial<EnginePlan>;
  /** Another file in the place of the starter model's. */
  file?: string;
  onState?: (state: EngineState) => void;
  silence?: SilenceLimits;
};

/** A real engine with the starter model, ready: 4 slots of 2,048 tokens; the embedded one unless placed otherwise. */
export async function starterEngine(options: StarterOptions): Promise<AsyncDisposable & { engine: Engine; model: ServedModel }> {
  const started = await startStarterEngine(options);
  await untilReady(started.engine);
  return { ...started, [Symbol.asyncDispose]: () => started.engine.stop() };
}

/** The same, from its first moment. */
export async function startStarterEngine(options: StarterOptions): Promise<{ engine: Engine; model: ServedModel }> {
  const { wishes, placed, file, ...supervised } = options;
  const model = { ...(await starterServedModel()), ...(file && { file }) };
  const memory = await readModelMemory(await starterModelFile());
  const plan = placedAs(makePlan(box, memory, { sequences: 4, context: 2_048, ...wishes }), placed ?? {}, model.file);
  return { engine: startEngine({ plan, model, ...supervised }), model };
}

/** Process id of the engine that this process runs. @throws Error when there is none */
export function enginePid(): number {
  const child = childrenOf(process.pid).find(({ command }) => /engine\/host\/main\.ts|\/llama-server --?/.test(command));
  if (!child) throw new Error('this process runs no engine');
  return child.pid;
}
