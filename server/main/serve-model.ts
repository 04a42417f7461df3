import { ComingEngine, type Engine, startEngine } from '#server/engine/index.ts';
import { type EnginePlan, makePlan, probeHardware } from '#server/hardware/index.ts';
import { findModelFile, openModel, type ServedModel } from '#server/models/index.ts';
import { AppError, type Config, type DataFolder } from '#server/platform/index.ts';

/** The model that is served, as far as it is known yet. */
export type ModelService = {
  engine: Engine;
  /** null until the model is known, and for good where none can be served. */
  model(): ServedModel | null;
  plan(): EnginePlan | null;
  stop(): Promise<void>;
};

/**
 * Looks for the model, checks it, plans for it and starts its engine, while the appliance is up already: a file of 46 GB is read
 * for minutes before it is known to be the one that it was. Whatever is wrong with it is a state of the engine, never a reason
 * not to start.
 */
export function serveModel(config: Config, folder: DataFolder, runtimeDir: string): ModelService {
  const engine = new ComingEngine();
  const stopping = new AbortController();
  let known: { model: ServedModel; plan: EnginePlan } | null = null;

  const bring = async () => {
    const file = findModelFile(config);
    if (file === null) throw new AppError('engine.noModel', { folder: folder.models });
    const onBytes = (done: number, total: number) => engine.checking(done / total);
    const model = await openModel(file, { onBytes, signal: stopping.signal });
    const plan = makePlan(await probeHardware(), model);
    if (stopping.signal.aborted) return;
    known = { model, plan };
    engine.serve(startEngine({ plan, model, runtimeDir }));
  };
  const brought = bring().catch((error: unknown) => {
    if (!stopping.signal.aborted) engine.refuse(inWords(error));
  });
  return {
    engine,
    model: () => known?.model ?? null,
    plan: () => known?.plan ?? null,
    async stop() {
      stopping.abort();
      await brought;
      await engine.stop();
    },
  };
}

function inWords(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('engine.unavailable', { reason: thrown instanceof Error ? thrown.message : String(thrown) }, { cause: thrown });
}
