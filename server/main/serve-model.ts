import { readFile } from 'node:fs/promises';
import { ComingEngine, connectEngine, type Engine, startEngine } from '#server/engine/index.ts';
import type { EnginePlan, PlanWishes } from '#server/hardware/index.ts';
import { chosenModelFile, findModelFile, openModel, type ServedModel } from '#server/models/index.ts';
import { type Actor, AppError, type Config, type DataFolder } from '#server/platform/index.ts';
import { acceptOn, measuredStepMs, type PlacedModel, placedModel, profileOf, standingOf, untilReady } from '#server/qualification/index.ts';

const self: Actor = { kind: 'system', part: 'models' };

/** The model that is served, as far as it is known yet. */
export type ModelService = {
  engine: Engine;
  /** null until the model is known, and for good where none can be served. */
  model(): ServedModel | null;
  plan(): EnginePlan | null;
  /** The plan that the box would get for other wishes; null as `plan`. */
  replan(wishes: PlanWishes): EnginePlan | null;
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
  let known: (PlacedModel & { model: ServedModel }) | null = null;

  const bring = async () => {
    if (config.cluster) return engine.serve(connectEngine({ of: await addressOf(config.cluster), runtimeDir }));
    // What the configuration names comes first, then what an administrator has chosen, then what lies there.
    const file = config.modelFile === undefined ? ((await chosenModelFile()) ?? findModelFile(config)) : findModelFile(config);
    if (file === null) throw new AppError('engine.noModel', { folder: folder.models });
    const onBytes = (done: number, total: number) => engine.checking(done / total);
    const model = await openModel(file, { onBytes, signal: stopping.signal });
    const placed = await placedModel(model);
    const { plan } = placed;
    if (stopping.signal.aborted) return;
    const standing = await standingOf(model, profileOf(plan));
    if (standing === 'rejected') throw new AppError('model.notAccepted', { name: model.name });
    const stepMs = await measuredStepMs(model);
    const started = startEngine({ plan, model, runtimeDir, ...(stepMs !== null && { measuredStepMs: stepMs }) });
    if (standing === 'unknown') await expectAcceptance(started, model, plan);
    known = { model, ...placed };
    engine.serve(started);
  };
  /** A model that nobody has tried on this box is tried before it serves. One that fails, or kills its engine, serves nobody. */
  const expectAcceptance = async (untried: Engine, model: ServedModel, plan: EnginePlan) => {
    const onProgress = (share: number) => engine.checking(share);
    try {
      await untilReady(untried, stopping.signal);
      const { passed } = await acceptOn(self, untried, { id: model.id, plan }, { onProgress, signal: stopping.signal });
      if (!passed) throw new AppError('model.notAccepted', { name: model.name });
      for (let slot = 0; slot < plan.sequences; slot++) await untried.eraseSlot(slot);
    } catch (error) {
      await untried.stop();
      throw error;
    }
  };
  const brought = bring().catch((error: unknown) => {
    if (!stopping.signal.aborted) engine.refuse(inWords(error));
  });
  return {
    engine,
    model: () => known?.model ?? null,
    plan: () => known?.plan ?? null,
    replan: (wishes) => known?.replan(wishes) ?? null,
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
