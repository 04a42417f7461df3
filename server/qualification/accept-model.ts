import { createHash } from 'node:crypto';
import { act } from '#server/audit/index.ts';
import { type Engine, startEngine } from '#server/engine/index.ts';
import type { EnginePlan } from '#server/hardware/index.ts';
import { findModel, openModel } from '#server/models/index.ts';
import { type Actor, AppError, type Authorized, newId, now } from '#server/platform/index.ts';
import { examine } from './examine.ts';
import { expectedBitsPerByte, profileOf } from './known-acceptances.ts';
import { besideTheServing } from './one-engine-beside.ts';
import { placeModel } from './place-model.ts';
import type { Report } from './report.ts';

export type Acceptance = Report & { id: string; modelId: string; name: string; profile: string };

export type AcceptOptions = { onProgress?: (share: number) => void; signal: AbortSignal };

/**
 * Examines a model on an engine of its own, beside the one that serves, and records what was found.
 *
 * @param runtimeDir short folder for that engine's socket
 * @throws AppError `model.unknown`, `model.ambiguous`, `model.tooLarge` where both do not fit the memory, and what `openModel` and
 *   an engine that does not start throw
 */
export async function acceptModel(
  actor: Actor,
  _box: Authorized<'appliance'>,
  named: string,
  { runtimeDir, onProgress = () => {}, signal }: AcceptOptions & { runtimeDir: string },
): Promise<Acceptance> {
  return besideTheServing(signal, async () => {
    const { file } = await findModel(named);
    const model = await openModel(file, { signal });
    const plan = await placeModel(model);
    const engine = startEngine({ plan, model, runtimeDir });
    try {
      await untilReady(engine, signal);
      return await acceptOn(actor, engine, { id: model.id, plan }, { onProgress, signal });
    } finally {
      await engine.stop();
    }
  });
}

/** Examines the model of an engine that serves nobody yet, and records what was found. */
export async function acceptOn(
  actor: Actor,
  engine: Engine,
  { id, plan }: { id: string; plan: Pick<EnginePlan, 'kvType' | 'env'> },
  { onProgress, signal }: AcceptOptions,
): Promise<Acceptance> {
  const model = await findModel(id);
  const profile = profileOf(plan);
  const expected = await expectedBitsPerByte(model);
  const report = await examine(engine, { expectedBitsPerByte: expected, signal, ...(onProgress && { onProgress }) });
  return record(actor, { id, name: model.name, sha256: model.sha256, profile }, report);
}

type Examined = { id: string; name: string; sha256: string; profile: string };

/** @param of the model, and the profile that it was examined under */
function record(actor: Actor, of: Examined, report: Report): Promise<Acceptance> {
  const { name, sha256, profile } = of;
  const text = JSON.stringify(report);
  const failedChecks = report.checks.filter((check) => !check.passed && check.isNeeded).map((check) => check.id);
  return act(actor, 'model.accepted', async (tx) => {
    const id = newId();
    const { passed, bitsPerByte } = report;
    await tx.modelAcceptance.create({
      data: { id, modelId: of.id, profile, passed, bitsPerByte: finite(bitsPerByte), report: text, at: now() },
    });
    return {
      record: {
        ...{ modelId: of.id, name, sha256, profile, passed, failedChecks, capabilities: [...report.capabilities] },
        ...(finite(bitsPerByte) !== null && { bitsPerByte: finite(bitsPerByte) ?? 0 }),
        reportDigest: createHash('sha256').update(text).digest('hex'),
      },
      result: { ...report, id, modelId: of.id, name, profile },
    };
  });
}

/** Weights that were damaged badly make numbers that are none. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}

/** @throws AppError `engine.unavailable` where the model cannot be loaded; the signal's reason when aborted */
export async function untilReady(engine: Engine, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const look = () => {
    const state = engine.state();
    if (state.state === 'ready') resolve();
    // A process that died once over a file is not given more of them: this is where hostile files show.
    if (state.state === 'failed' || state.state === 'restarting') reject(new AppError('engine.unavailable', { reason: state.reason }));
    if (state.state === 'stopped') reject(new AppError('engine.unavailable', { reason: 'the engine is stopped' }));
  };
  const onAbort = () => reject(signal.reason);
  const unsubscribe = engine.subscribe(look);
  signal.addEventListener('abort', onAbort);
  look();
  try {
    await promise;
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', onAbort);
  }
}
