import { readFile } from 'node:fs/promises';
import { ComingEngine, connectEngine, type Engine, launchOf, startEngine } from '#server/engine/index.ts';
import { type EnginePlan, makePlan, probeHardware, readModelMemory } from '#server/hardware/index.ts';
import { chosenModelFile, findModelFile, openModel, type ServedModel } from '#server/models/index.ts';
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
    if (config.cluster) return engine.serve(connectEngine({ of: await addressOf(config.cluster), runtimeDir }));
    // What the configuration names comes first, then what an administrator has chosen, then what lies there.
    const file = config.modelFile === undefined ? ((await chosenModelFile()) ?? findModelFile(config)) : findModelFile(config);
    if (file === null) throw new AppError('engine.noModel', { folder: folder.models });
    const onBytes = (done: number, total: number) => engine.checking(done / total);
    const model = await openModel(file, { onBytes, signal: stopping.signal });
    const plan = makePlan(await probeHardware(), await readModelMemory(model.file), isBuilt() ? {} : { driver: 'embedded' });
    if (!plan.fits) {
      const { usedBytes: neededBytes, budgetBytes: memoryBytes } = plan.hostRam;
      throw new AppError('model.tooLarge', { name: model.name, neededBytes, memoryBytes });
    }
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

async function addressOf({ keyFile, caFile, templateFile, ...of }: NonNullable<Config['cluster']>) {
  const key = keyFile && (await named('CLOISTER_ENGINE_KEY_FILE', keyFile)).trim();
  const ca = caFile && (await named('CLOISTER_ENGINE_CA', caFile));
  const chatTemplate = templateFile && (await named('CLOISTER_ENGINE_TEMPLATE', templateFile));
  return { ...of, ...(key && { key }), ...(ca && { ca }), ...(chatTemplate && { chatTemplate }) };
}

/** @throws AppError `appliance.configInvalid` naming the setting that names the file */
async function named(name: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('appliance.configInvalid', { name, reason: `names a file that cannot be read (${file})` }, { cause });
  }
}

function inWords(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError('engine.unavailable', { reason: thrown instanceof Error ? thrown.message : String(thrown) }, { cause: thrown });
}

/** Whether there is a llama-server to plan for; the embedded driver is always there. */
function isBuilt(): boolean {
  try {
    return launchOf('llama-server', 'cpu').file !== '';
  } catch {
    return false;
  }
}
