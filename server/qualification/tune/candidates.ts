import type { EnginePlan, KvType, PlanWishes } from '#server/hardware/index.ts';
import type { Candidate, TunedSettings } from './profile.ts';

/** What candidates are made for. */
export type Around = {
  plan: EnginePlan;
  cores: number;
  physicalCores: number;
  /** Whether every card is one that CUDA drives. */
  isCuda: boolean;
  /** Drivers that are here. */
  drivers: readonly EnginePlan['driver'][];
  /** Plans as an operator's wishes would be planned for. */
  planFor(wishes: PlanWishes): EnginePlan;
};

/** One to be measured, as it is started. */
export type Contender = { settings: TunedSettings; plan: EnginePlan; changes: Candidate['changes'] };

const UBATCH_MIN = 32;
const UBATCH_MAX = 4_096;
const SEQUENCES_MAX = 16;

/** The plan as a candidate among others. */
export function planItself(plan: EnginePlan): Contender {
  return { settings: settingsOf(plan, {}), plan, changes: [] };
}

/**
 * What is worth trying beside the plan, the most promising first: only what fits, and differs from the plan and from each other where
 * an engine would notice. Slots keep the plan's context, so that all do the same work. Pure.
 */
export function contendersAround(around: Around): Contender[] {
  const { plan, planFor } = around;
  const known = new Set([keyOf(plan)]);
  const base = settingsOf(plan, {});
  const contenders: Contender[] = [];
  for (const change of changesAround(around)) {
    const wishes = withOwnBatch({ ...base, ...change }, change);
    const tried = planFor(wishes);
    if (!tried.fits || known.has(keyOf(tried))) continue;
    known.add(keyOf(tried));
    const settings = settingsOf(tried, change);
    contenders.push({ settings, plan: tried, changes: differences(base, settings) });
  }
  return contenders;
}

function changesAround(around: Around): Partial<TunedSettings>[] {
  const { plan, cores, physicalCores, isCuda, drivers } = around;
  const threads = distinct([plan.threads + 1, plan.threads - 1, physicalCores, cores]).filter((count) => count >= 1 && count <= cores);
  const ubatches = distinct([plan.ubatch * 2, plan.ubatch / 2, plan.ubatch * 4]).filter(
    (size) => Number.isInteger(size) && size >= UBATCH_MIN && size <= Math.min(UBATCH_MAX, plan.context),
  );
  const sequences = distinct([plan.sequences * 2, Math.floor(plan.sequences / 2)]).filter((count) => count >= 1 && count <= SEQUENCES_MAX);
  const kvTypes = (['q8_0', 'q4_0'] satisfies KvType[]).filter((kvType) => plan.flashAttention && kvType !== plan.kvType);
  const others = drivers.filter((driver) => driver !== plan.driver);
  const readers = drivers.includes('llama-server') ? distinct([physicalCores, cores]).filter((count) => count !== plan.threads) : [];
  return [
    ...others.map((driver) => ({ driver })),
    ...readers.map((threadsBatch) => ({ driver: 'llama-server' as const, threadsBatch })),
    ...interleaved<Partial<TunedSettings>>(
      threads.map((count) => ({ threads: count })),
      ubatches.map((ubatch) => ({ ubatch })),
    ),
    ...threads.slice(0, 1).flatMap((count) => ubatches.slice(0, 2).map((ubatch) => ({ threads: count, ubatch }))),
    ...(plan.gpuLayers > 0 && isCuda ? [{ proven: { cudaGraphs: true } }] : []),
    ...sequences.map((count) => ({ sequences: count })),
    ...kvTypes.map((kvType) => ({ kvType })),
    ...(plan.cacheRamMiB > 0 ? [{ promptCache: false }] : []),
  ];
}

/** What goes with the ubatch or the driver is planned anew. */
function withOwnBatch(settings: TunedSettings, change: Partial<TunedSettings>): PlanWishes {
  if (change.ubatch === undefined && change.driver === undefined) return settings;
  const { batch: _, ...rest } = settings;
  return rest;
}

/** A plan as wishes that give it again. */
function settingsOf(plan: EnginePlan, { promptCache, proven }: Partial<TunedSettings>): TunedSettings {
  const { driver, threads, threadsBatch, batch, ubatch, sequences, context, kvType } = plan;
  return {
    ...{ driver, threads, batch, ubatch, sequences, context, kvType },
    ...(threadsBatch !== threads && { threadsBatch }),
    ...(promptCache !== undefined && { promptCache }),
    ...(proven !== undefined && { proven }),
  };
}

function differences(planned: TunedSettings, tried: TunedSettings): Candidate['changes'] {
  const before = new Map<string, unknown>(Object.entries(planned));
  return Object.entries(tried)
    .filter(([setting, value]) => JSON.stringify(before.get(setting)) !== JSON.stringify(value))
    .map(([setting, value]) => ({ setting, planned: shown(before.get(setting)), tried: shown(value) }));
}

function shown(value: unknown): string {
  return typeof value === 'object' || value === undefined ? (JSON.stringify(value) ?? '') : String(value);
}

/** What an engine is started with. */
function keyOf({ driver, command, env }: EnginePlan): string {
  return JSON.stringify([driver, command, env]);
}

function interleaved<T>(a: readonly T[], b: readonly T[]): T[] {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => [a[at], b[at]]).flatMap((pair) =>
    pair.filter((one) => one !== undefined),
  );
}

function distinct(numbers: readonly number[]): number[] {
  return [...new Set(numbers)];
}
