import { startEngine } from '#server/engine/index.ts';
import { type EnginePlan, type HardwareProbe, makePlan, type PlanWishes, probeHardware, readModelMemory } from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import { type Actor, AppError, type Authorized, monotonicMs } from '#server/platform/index.ts';
import { profileOf } from '../known-acceptances.ts';
import { besideTheServing } from '../one-engine-beside.ts';
import { isLlamaServerBuilt } from '../place-model.ts';
import { type Contender, contendersAround, planItself } from './candidates.ts';
import { checkQuality } from './check-quality.ts';
import { firstThatPasses } from './first-that-passes.ts';
import { affordable, halve, neededMs } from './halving.ts';
import { Measurements } from './measurements.ts';
import { storeProfile } from './profile-store.ts';
import { type ProfileView, profileView } from './profile-view.ts';
import { lackingBeside, withoutServing } from './room-beside.ts';
import { weights } from './score.ts';
import { boxFacts } from './this-box.ts';
import { firstLook, type Visited, visitCandidate } from './visit-candidate.ts';

/** What a tuning is doing. */
export type TuneProgress = {
  stage: 'first look' | 'measuring' | 'checking quality';
  /** Of the budget, then of the quality check: 0 to 1. */
  share: number;
  round: number;
  /** Candidates that are left in it, the plan included. */
  left: number;
  /** What is tried now, as it differs from the plan; empty for the plan. */
  trying: Contender['changes'];
  /** What the best so far reaches, against the plan's 1. */
  best: number | null;
};

export type TuneOptions = {
  budgetMs: number;
  /** Short folder for the sockets of the engines that are tried. */
  runtimeDir: string;
  /** The plan of the engine that serves meanwhile; null where none does. */
  serving: EnginePlan | null;
  onProgress?: (progress: TuneProgress) => void;
  signal: AbortSignal;
};

/** Of the budget, kept for ending the engine that is measured when the rest is over. */
const ENDING_MS = 500;

let isTuning = false;

/**
 * Measures how a model runs best on this box, by successive halving around its plan, and stores the fastest settings under which it
 * still does what it must. One engine at a time runs beside the one that serves, whose answers are slower meanwhile; the budget is for
 * measuring, and examining settings that nobody has examined before comes on top.
 *
 * @returns the profile, in use from the model's next start on
 * @throws AppError `engine.tuning` while another one runs, `engine.noRoomBeside`, `engine.budgetTooSmall`, `model.tooLarge`,
 *   `model.notAccepted` where not even the plan's settings pass, what an engine with the plan's settings throws; the signal's reason
 *   when aborted, with nothing stored
 */
export async function tuneEngine(
  actor: Actor,
  _box: Authorized<'appliance'>,
  model: ServedModel,
  options: TuneOptions,
): Promise<ProfileView> {
  if (isTuning) throw new AppError('engine.tuning', {});
  isTuning = true;
  try {
    return await besideTheServing(options.signal, () => tune(actor, model, options));
  } finally {
    isTuning = false;
  }
}

async function tune(actor: Actor, model: ServedModel, options: TuneOptions): Promise<ProfileView> {
  const { budgetMs, runtimeDir, signal } = options;
  const startedMs = monotonicMs();
  const leftMs = () => budgetMs - ENDING_MS - (monotonicMs() - startedMs);
  const probe = await probeHardware();
  const [plan, ...others] = await contendersHere(model, probe, options.serving);
  const start = (contender: Contender) => startEngine({ plan: contender.plan, model, runtimeDir });
  const tell = (of: Omit<TuneProgress, 'share' | 'best'> & { share?: number }) =>
    options.onProgress?.({ share: Math.min(1, 1 - leftMs() / budgetMs), best: bestOf(measurements), ...of });

  let measurements = new Measurements([plan]);
  tell({ stage: 'first look', round: 0, left: others.length + 1, trying: [] });
  const { work, visitMs } = await firstLook(plan, { start, budgetMs, signal });
  const challengers = affordable(others.length, { leftMs: leftMs(), visitMs });
  if (challengers === 0 && others.length > 0) {
    throw new AppError('engine.budgetTooSmall', {
      budgetMs,
      leastMs: wholeSeconds(monotonicMs() - startedMs + neededMs(1, visitMs) + ENDING_MS),
    });
  }
  measurements = new Measurements([plan, ...others.slice(0, challengers)]);
  const { rounds, fell } = await halve({
    ...{ challengers, visitMs, leftMs, worthOf: (at) => measurements.worthOf(at) },
    async visit(at, { round, left }) {
      const contender = measurements.contenders[at] ?? plan;
      tell({ stage: 'measuring', round, left, trying: contender.changes });
      return withinBudget(measurements, { at, round, leftMs: leftMs() }, signal, (until) =>
        visitCandidate(contender, { start, work, signal: until }),
      );
    },
  });
  const tookMs = Math.round(monotonicMs() - startedMs);
  const winner = await firstThatPasses(measurements, fell, (contender) => {
    const onProgress = (share: number) => tell({ stage: 'checking quality', round: rounds, left: 1, trying: contender.changes, share });
    return checkQuality(contender, { planned: profileOf(plan.plan), actor, model, start, signal, onProgress });
  });
  const won = winner === null ? undefined : measurements.contenders[winner];
  if (winner === null || !won) throw new AppError('model.notAccepted', { name: model.name });
  signal.throwIfAborted();
  const evidence = measurements.evidence({ budgetMs, tookMs, weights, ...work, rounds, winner }, fell);
  await storeProfile(actor, { model, box: boxFacts(probe), settings: won.settings, evidence });
  const stored = await profileView(model);
  if (!stored) throw new Error('the profile that was stored is not there');
  return stored;
}

/** The plan, and what is worth trying beside it: what has room beside the engine that serves. */
async function contendersHere(model: ServedModel, probe: HardwareProbe, serving: EnginePlan | null): Promise<[Contender, ...Contender[]]> {
  const box = withoutServing(probe, serving);
  const memory = await readModelMemory(model.file);
  const isBuilt = isLlamaServerBuilt();
  const planFor = (wishes: PlanWishes) => makePlan(box, memory, isBuilt ? wishes : { ...wishes, driver: 'embedded' });
  const plan = planFor({});
  if (!plan.fits) {
    const { usedBytes: neededBytes, budgetBytes: memoryBytes } = plan.hostRam;
    throw new AppError('model.tooLarge', { name: model.name, neededBytes, memoryBytes });
  }
  const lacking = lackingBeside(plan, probe);
  if (lacking) throw new AppError('engine.noRoomBeside', lacking);
  const { cores, physicalCores, cards } = box;
  const isCuda = cards.length > 0 && cards.every(({ backend }) => backend === 'cuda');
  const drivers = isBuilt ? (['embedded', 'llama-server'] as const) : (['embedded'] as const);
  const others = contendersAround({ plan, cores, physicalCores, isCuda, drivers, planFor });
  return [planItself(plan), ...others.filter((one) => lackingBeside(one.plan, probe) === null)];
}

/** One visit, ended when the budget is. A candidate whose engine fails is out, with its reason; the plan's failure ends all. */
async function withinBudget(
  measurements: Measurements,
  { at, round, leftMs }: { at: number; round: number; leftMs: number },
  signal: AbortSignal,
  visit: (until: AbortSignal) => Promise<Visited>,
): Promise<boolean> {
  const over = AbortSignal.timeout(Math.max(1, Math.floor(leftMs)));
  try {
    measurements.add(at, { round, ...(await visit(AbortSignal.any([signal, over]))) });
  } catch (error) {
    signal.throwIfAborted();
    if (over.aborted) return false;
    if (at === 0 || !(error instanceof AppError)) throw error;
    measurements.fail(at, reasonOf(error));
  }
  return true;
}

function bestOf(measurements: Measurements): number | null {
  const values = measurements.contenders.flatMap((_, at) => measurements.worthOf(at) ?? []);
  return values.length === 0 ? null : Math.max(...values);
}

function reasonOf({ code, params }: AppError): string {
  return 'reason' in params ? params.reason : code;
}

function wholeSeconds(ms: number): number {
  return Math.ceil(ms / 1_000) * 1_000;
}
