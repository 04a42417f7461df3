import { EventEmitter, on } from 'node:events';
import { unaudited } from '#server/platform/database/unaudited.ts';
import { AppError, db, type ErrorCode, type ErrorParams } from '#server/platform/index.ts';
import type { ImportStage } from './index-port.ts';

/** How far an import is, or how it ended. */
export type ImportProgress = {
  id: string;
  repositoryId: string;
  state: 'waiting' | 'running' | 'done' | 'failed';
  stage: ImportStage;
  done: number;
  /** 0 while it is not known. */
  total: number;
  startedAtMs: number;
  finishedAtMs?: number;
  error?: { code: ErrorCode; params: ErrorParams[ErrorCode] };
};

/** Progress reaches the disk this often at most; watchers see each step. */
const STORED_MS = 1_000;

const changes = new EventEmitter().setMaxListeners(0);
const latest = new Map<string, ImportProgress>();
const storedAtMs = new Map<string, number>();

/** Publishes a step and, once a second at most, stores it. */
export async function moveImport(progress: ImportProgress): Promise<void> {
  latest.set(progress.id, progress);
  changes.emit(progress.id, progress);
  const nowMs = performance.now();
  if (progress.state === 'running' && nowMs - (storedAtMs.get(progress.id) ?? 0) < STORED_MS) return;
  storedAtMs.set(progress.id, nowMs);
  const { id, state, stage, done, total } = progress;
  await unaudited('import.progress', async (tx) => {
    await tx.import.updateMany({ where: { id }, data: { state, stage, done, total } });
  });
}

/** Publishes how an import ended. Its row was written by the act that ended it. */
export function endImport(progress: ImportProgress): void {
  latest.delete(progress.id);
  storedAtMs.delete(progress.id);
  changes.emit(progress.id, progress);
}

/** @throws AppError `repository.notFound` */
export async function importProgress(id: string): Promise<ImportProgress> {
  const moving = latest.get(id);
  if (moving) return moving;
  const row = await db().import.findUnique({ where: { id } });
  if (!row) throw new AppError('repository.notFound', { name: id });
  return progressOf(row);
}

/** Every step of an import from where it is now, ending with its end. */
export async function* watchImport(id: string, signal?: AbortSignal): AsyncGenerator<ImportProgress> {
  // Subscribed before the look, so that no step falls between the two.
  const steps = on(changes, id, signal ? { signal } : {});
  try {
    const current = await importProgress(id);
    yield current;
    if (hasEnded(current)) return;
    for await (const [step] of steps as AsyncIterable<[ImportProgress]>) {
      yield step;
      if (hasEnded(step)) return;
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    await steps.return?.();
  }
}

export function hasEnded({ state }: Pick<ImportProgress, 'state'>): boolean {
  return state === 'done' || state === 'failed';
}

type ImportRow = {
  id: string;
  repositoryId: string;
  state: string;
  stage: string;
  done: number;
  total: number;
  startedAt: Date;
  finishedAt: Date | null;
  errorCode: string | null;
  errorParams: string | null;
};

/** A stored import as progress. Rows are written by this room alone, so their words are ours. */
export function progressOf(row: ImportRow): ImportProgress {
  return {
    id: row.id,
    repositoryId: row.repositoryId,
    state: row.state as ImportProgress['state'],
    stage: row.stage as ImportStage,
    done: row.done,
    total: row.total,
    startedAtMs: row.startedAt.getTime(),
    ...(row.finishedAt && { finishedAtMs: row.finishedAt.getTime() }),
    ...(row.errorCode && {
      error: { code: row.errorCode as ErrorCode, params: JSON.parse(row.errorParams ?? '{}') as ErrorParams[ErrorCode] },
    }),
  };
}
