import { auditDamage, auditState } from '#server/audit/index.ts';
import type { EngineState } from '#server/engine/index.ts';
import { AppError, diskSpace, limits, now } from '#server/platform/index.ts';
import { healthParts } from './health-parts.ts';

export type Readiness = { ready: boolean; reasons: AppError[] };

/** A commit's checkpoint follows within a second; one that is this late is not coming. */
const CHECKPOINT_LATE_MS = 15_000;

/** Whether a question would be answered now: database, audit log and a served model. Each reason is an error with words. */
export async function readiness(): Promise<Readiness> {
  const { folder, engine } = healthParts();
  const reasons = [...(await storageReasons(folder.root)), ...engineReasons(engine.state())];
  return { ready: reasons.length === 0, reasons };
}

async function storageReasons(folder: string): Promise<AppError[]> {
  const reasons: AppError[] = [];
  if ((await diskSpace(folder)).freeBytes < limits.diskFreeBytes) reasons.push(new AppError('database.diskFull', { folder }));
  const damage = auditDamage();
  if (damage) return [...reasons, new AppError('audit.damaged', damage)];
  try {
    const { size, checkpoint } = await auditState();
    const isBehind = size > 0 && (checkpoint?.size ?? 0) < size;
    const age = now().getTime() - Date.parse(checkpoint?.at ?? '1970-01-01T00:00:00Z');
    if (isBehind && age > CHECKPOINT_LATE_MS && lastSizeSeen.isStill(size)) reasons.push(new AppError('audit.writeFailed', {}));
  } catch (cause) {
    reasons.push(new AppError('audit.writeFailed', {}, { cause }));
  }
  return reasons;
}

/** Since when the log has had its present size: only a log at rest can be called unsigned. */
const lastSizeSeen = {
  size: -1,
  sinceMs: 0,
  isStill(size: number): boolean {
    if (size !== this.size) Object.assign(this, { size, sinceMs: performance.now() });
    return performance.now() - this.sinceMs > CHECKPOINT_LATE_MS;
  },
};

/** Why an engine in this state answers nothing; none where it does. */
export function engineReasons(engine: EngineState): AppError[] {
  switch (engine.state) {
    case 'ready':
      return [];
    case 'checking':
      return [new AppError('engine.checking', { percent: Math.floor(engine.progress * 100) })];
    case 'loading':
      return [new AppError('engine.loading', { percent: Math.round(engine.progress * 100) })];
    case 'starting':
      return [new AppError('engine.loading', { percent: 0 })];
    case 'stopped':
      return [new AppError('engine.unavailable', { reason: 'stopped' })];
    case 'none':
      return [new AppError(engine.why.code, engine.why.params)];
    case 'restarting':
    case 'failed':
      return [new AppError('engine.unavailable', { reason: engine.reason })];
  }
}
