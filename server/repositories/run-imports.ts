import { act, record } from '#server/audit/index.ts';
import { type Actor, AppError, actorId, db, limits, log, newId, now, withDiskFull } from '#server/platform/index.ts';
import { endImport, type ImportProgress, moveImport, progressOf } from './import-progress.ts';
import type { Indexer } from './indexer.ts';
import type { ImportResult } from './indexer-messages.ts';
import { indexFileOf, mirrorDirOf } from './places.ts';
import { isUpload, removeUpload } from './upload.ts';

/** Imports run one after the other: two would only make each other late on a small box. */
let line: Promise<void> = Promise.resolve();
let indexer: Indexer | null = null;
let stopping = false;
const running = new Map<string, AbortController>();

export function startImports(started: Indexer): void {
  indexer = started;
  stopping = false;
}

/** Ends a running import without an outcome: the next start takes it up again. */
export async function stopImports(): Promise<void> {
  stopping = true;
  for (const controller of running.values()) controller.abort(new Error('the appliance stops'));
  await line;
}

/** How many imports each actor has in line, those included whose rows are being written. */
const inLine = new Map<string, number>();

/**
 * Stores an import and puts it in line. Its place is taken first: of many asked for at once none slips past the limit.
 *
 * @param store writes its row
 * @throws AppError `repository.tooManyImports`, and what `store` throws
 */
export async function startImport(importId: string, actor: Actor, store: () => Promise<void>): Promise<void> {
  const limit = limits.importsPerPerson;
  if (actor.kind === 'person' && (inLine.get(actor.id) ?? 0) >= limit) throw new AppError('repository.tooManyImports', { limit });
  countInLine(actor, 1);
  try {
    await store();
    queueImport(importId, actor);
  } finally {
    countInLine(actor, -1);
  }
}

function countInLine(actor: Actor, change: 1 | -1): void {
  const id = actorId(actor);
  const count = (inLine.get(id) ?? 0) + change;
  if (count > 0) inLine.set(id, count);
  else inLine.delete(id);
}

/** Puts an import in line. Its row stands already; its end is an act. */
export function queueImport(importId: string, actor: Actor): void {
  countInLine(actor, 1);
  running.set(importId, new AbortController());
  line = line.then(async () => {
    try {
      if (!stopping) await runImport(importId, actor);
    } catch (err) {
      log('repositories').error({ err, importId }, 'an import could not be ended');
    } finally {
      running.delete(importId);
      countInLine(actor, -1);
    }
  });
}

/** Cancels an import in line or running; it then ends as failed. One that has ended stays as it is. */
export async function cancelImport(actor: Actor, importId: string): Promise<void> {
  const row = await loadImport(importId);
  if (!row || !running.has(importId)) return;
  await record(actor, 'repository.importCancelled', { repositoryId: row.repositoryId, name: row.repository.name, importId });
  await stopImport(importId);
}

/** Ends an import for whoever records why. */
export async function stopImport(importId: string): Promise<void> {
  const row = await loadImport(importId);
  running.get(importId)?.abort(new AppError('repository.cancelled', { name: row?.repository.name ?? importId }));
}

type Loaded = NonNullable<Awaited<ReturnType<typeof loadImport>>>;

function loadImport(importId: string) {
  return db().import.findUnique({ where: { id: importId }, include: { repository: { include: { objectStore: true } } } });
}

async function runImport(importId: string, actor: Actor): Promise<void> {
  const row = await loadImport(importId);
  // Removed while it waited.
  if (!row) return;
  const signal = running.get(importId)?.signal ?? AbortSignal.abort();
  const details = { repositoryId: row.repositoryId, name: row.repository.name, importId, branch: row.branch };
  const intentIndex = await record(actor, 'repository.imported', { ...details, revision: '', files: 0, errorCode: '' }, 'intent');
  let progress: ImportProgress = { ...progressOf(row), state: 'running' };
  try {
    await moveImport(progress);
    const result = await runIndexer(row, signal, (step) => {
      progress = { ...progress, ...step };
      moveImport(progress).catch((err) => log('repositories').warn({ err, importId }, 'progress could not be stored'));
    });
    await storeResult(row, actor, { result, intentIndex });
    endImport({ ...progress, state: 'done', done: result.files, total: result.files, finishedAtMs: now().getTime() });
    log('repositories').info({ importId, files: result.files, tookMs: now().getTime() - row.startedAt.getTime() }, 'imported');
  } catch (thrown) {
    if (stopping) return;
    const error = asAppError(thrown);
    log('repositories').warn({ err: error, importId, code: error.code }, 'an import failed');
    await storeFailure(row, actor, { error, intentIndex });
    endImport({ ...progress, state: 'failed', error: { code: error.code, params: error.params }, finishedAtMs: now().getTime() });
  }
  if (isUpload(row.source)) await removeUpload(row.source);
}

async function runIndexer(row: Loaded, signal: AbortSignal, onProgress: (step: Pick<ImportProgress, 'stage' | 'done' | 'total'>) => void) {
  if (!indexer) throw new AppError('repository.indexFailed', { reason: 'no indexer is started' });
  const { repository } = row;
  const kept = await db().revision.findMany({
    where: { id: { in: await currentRevisions(repository.objectStoreId) } },
    select: { commit: true },
  });
  const request = {
    mirrorDir: mirrorDirOf(repository.objectStoreId),
    indexFile: indexFileOf(repository.objectStoreId),
    source: {
      kind: repository.sourceKind === 'gitBundle' ? ('gitBundle' as const) : ('path' as const),
      path: row.source,
      name: repository.source,
    },
    branch: row.branch,
    keepCommits: kept.map(({ commit }) => commit),
  };
  return indexer.run(request, (stage, done, total) => onProgress({ stage, done, total }), signal);
}

/** Running answers search in these until their jobs end, so an update leaves them in the index. */
async function currentRevisions(objectStoreId: string): Promise<string[]> {
  const rows = await db().repository.findMany({ where: { objectStoreId }, select: { currentRevisionId: true } });
  return rows.map((row) => row.currentRevisionId).filter((id) => id !== null);
}

async function storeResult(
  row: Loaded,
  actor: Actor,
  { result, intentIndex }: { result: ImportResult; intentIndex: number },
): Promise<void> {
  const { repository } = row;
  await act(actor, 'repository.imported', async (tx) => {
    const facts = {
      branch: result.branch,
      subject: result.subject,
      committedAt: new Date(result.committedAtMs),
      indexedAt: now(),
      files: result.files,
      filesIndexed: result.filesIndexed,
      filesSkipped: result.filesSkipped,
      filesFailed: result.filesFailed,
      sourceBytes: BigInt(result.sourceBytes),
      indexBytes: BigInt(result.indexBytes),
      coverage: JSON.stringify(result.coverage),
    };
    const revision = await tx.revision.upsert({
      where: { repositoryId_commit: { repositoryId: repository.id, commit: result.commit } },
      create: { id: newId(), repositoryId: repository.id, commit: result.commit, ...facts },
      update: facts,
    });
    await tx.repository.update({ where: { id: repository.id }, data: { branch: result.branch, currentRevisionId: revision.id } });
    await tx.import.update({ where: { id: row.id }, data: { state: 'done', done: result.files, total: result.files, finishedAt: now() } });
    return {
      result: undefined,
      record: {
        intentIndex,
        repositoryId: repository.id,
        name: repository.name,
        importId: row.id,
        revision: result.commit,
        branch: result.branch,
        files: result.files,
        errorCode: '',
      },
    };
  });
}

async function storeFailure(row: Loaded, actor: Actor, { error, intentIndex }: { error: AppError; intentIndex: number }): Promise<void> {
  const { repository } = row;
  await act(actor, 'repository.imported', async (tx) => {
    await tx.import.updateMany({
      where: { id: row.id },
      data: { state: 'failed', finishedAt: now(), errorCode: error.code, errorParams: JSON.stringify(error.params) },
    });
    const details = { repositoryId: repository.id, name: repository.name, importId: row.id, revision: '', branch: row.branch };
    return { result: undefined, outcome: 'failed', record: { intentIndex, ...details, files: 0, errorCode: error.code } };
  });
}

function asAppError(thrown: unknown): AppError {
  const error = withDiskFull(thrown);
  if (error instanceof AppError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new AppError('repository.indexFailed', { reason: reason.slice(0, 200) }, { cause: error });
}
