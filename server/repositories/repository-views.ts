import { type Actor, AppError, type Authorized, db, type Target } from '#server/platform/index.ts';
import { type Coverage, coverageSchema } from './coverage.ts';
import { type ImportProgress, importProgress } from './import-progress.ts';
import type { IndexResult } from './index-port.ts';
import { indexFileOf } from './places.ts';

/** The revision that answers cite. */
export type RevisionFacts = Omit<IndexResult, 'coverage'> & {
  commit: string;
  branch: string;
  subject: string;
  committedAtMs: number;
  indexedAtMs: number;
};

export type RepositoryView = {
  id: string;
  name: string;
  branch: string;
  state: 'importing' | 'ready' | 'failed';
  revision?: RevisionFacts;
  /** The last import, unless it ended well. */
  import?: ImportProgress;
};

export type RepositoryDetail = RepositoryView & {
  source: { kind: 'path' | 'gitBundle'; name: string };
  addedById: string;
  createdAtMs: number;
  coverage?: Coverage;
  /** Revisions that were indexed and stay readable, the newest first. */
  revisions: { commit: string; branch: string; subject: string; indexedAtMs: number; isCurrent: boolean }[];
};

type RevisionRow = {
  id: string;
  commit: string;
  branch: string;
  subject: string;
  committedAt: Date;
  indexedAt: Date;
  files: number;
  filesIndexed: number;
  filesSkipped: number;
  filesFailed: number;
  sourceBytes: bigint;
  indexBytes: bigint;
};

const latestImport = { orderBy: { startedAt: 'desc' }, take: 1 } as const;

/** Every repository, by name. Until grants exist everybody signed in may know of all; `authorize` decides the use. */
export async function listRepositories(_actor: Actor): Promise<RepositoryView[]> {
  const rows = await db().repository.findMany({ orderBy: { name: 'asc' }, include: { imports: latestImport } });
  const currentIds = rows.map((row) => row.currentRevisionId).filter((id) => id !== null);
  const revisions = await db().revision.findMany({ where: { id: { in: currentIds } } });
  const byId = new Map(revisions.map((revision) => [revision.id, revision]));
  return Promise.all(rows.map((row) => viewOf(row, row.currentRevisionId ? byId.get(row.currentRevisionId) : undefined)));
}

/** @throws AppError `repository.notFound` */
export async function getRepository(repository: Authorized<'repository'>): Promise<RepositoryDetail> {
  const row = await db().repository.findUnique({
    where: { id: repository.id },
    include: { imports: latestImport, revisions: { orderBy: { indexedAt: 'desc' }, take: 100 } },
  });
  if (!row) throw new AppError('repository.notFound', { name: repository.id });
  const current = row.revisions.find(({ id }) => id === row.currentRevisionId);
  return {
    ...(await viewOf(row, current)),
    source: { kind: row.sourceKind === 'gitBundle' ? 'gitBundle' : 'path', name: row.source },
    addedById: row.addedById,
    createdAtMs: row.createdAt.getTime(),
    ...(current && { coverage: coverageSchema.parse(JSON.parse(current.coverage)) }),
    revisions: row.revisions.map(({ id, commit, branch, subject, indexedAt }) => ({
      commit,
      branch,
      subject,
      indexedAtMs: indexedAt.getTime(),
      isCurrent: id === row.currentRevisionId,
    })),
  };
}

/**
 * The repositories that somebody names, by name or id, as targets of `authorize`, in the same order.
 *
 * @throws AppError `repository.notFound` naming the first that is not there
 */
export async function repositoryTargets(namesOrIds: readonly string[]): Promise<Target<'repository'>[]> {
  const wanted = [...namesOrIds];
  const rows = await db().repository.findMany({
    where: { OR: [{ name: { in: wanted } }, { id: { in: wanted } }] },
    select: { id: true, name: true, addedById: true },
  });
  return wanted.map((nameOrId) => {
    // An id first: whoever named a repository like another one's id must not be taken for it.
    const row = rows.find(({ id }) => id === nameOrId) ?? rows.find(({ name }) => name === nameOrId);
    if (!row) throw new AppError('repository.notFound', { name: nameOrId });
    return { kind: 'repository', id: row.id, ownerId: row.addedById, repositoryIds: [row.id] };
  });
}

/**
 * The revision that a question asked now is pinned to.
 *
 * @throws AppError `repository.notReady`, `repository.notFound`
 */
export async function currentRevision(
  repository: Authorized<'repository'>,
): Promise<{ repository: string; revision: string; branch: string }> {
  const row = await db().repository.findUnique({ where: { id: repository.id } });
  if (!row) throw new AppError('repository.notFound', { name: repository.id });
  const current = row.currentRevisionId && (await db().revision.findUnique({ where: { id: row.currentRevisionId } }));
  if (!current) throw new AppError('repository.notReady', { name: row.name });
  return { repository: row.name, revision: current.commit, branch: current.branch };
}

/** Where a repository's index is, and its name. */
export async function indexOf(repository: Authorized<'repository'>): Promise<{ indexFile: string; repository: string }> {
  const row = await db().repository.findUnique({ where: { id: repository.id }, select: { name: true, objectStoreId: true } });
  if (!row) throw new AppError('repository.notFound', { name: repository.id });
  return { indexFile: indexFileOf(row.objectStoreId), repository: row.name };
}

type RepositoryRow = { id: string; name: string; branch: string; imports: { id: string; state: string }[] };

async function viewOf(row: RepositoryRow, current: RevisionRow | undefined): Promise<RepositoryView> {
  const last = row.imports[0];
  const moving = last && last.state !== 'done' ? await importProgress(last.id) : undefined;
  const isRunning = moving?.state === 'waiting' || moving?.state === 'running';
  return {
    id: row.id,
    name: row.name,
    branch: row.branch,
    state: current ? 'ready' : isRunning ? 'importing' : 'failed',
    ...(current && { revision: factsOf(current) }),
    ...(moving && { import: moving }),
  };
}

function factsOf(row: RevisionRow): RevisionFacts {
  const { commit, branch, subject, files, filesIndexed, filesSkipped, filesFailed } = row;
  const times = { committedAtMs: row.committedAt.getTime(), indexedAtMs: row.indexedAt.getTime() };
  const sizes = { sourceBytes: Number(row.sourceBytes), indexBytes: Number(row.indexBytes) };
  return { commit, branch, subject, ...times, files, filesIndexed, filesSkipped, filesFailed, ...sizes };
}
