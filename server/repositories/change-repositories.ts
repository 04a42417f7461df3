import { rm } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { act, record } from '#server/audit/index.ts';
import { type Actor, AppError, type Authorized, actorId, db, limits, newId, now } from '#server/platform/index.ts';
import { closeObjectsOf } from './object-pool.ts';
import { indexFileOf, mirrorDirOf } from './places.ts';
import { startImport, stopImport } from './run-imports.ts';
import { chooseBranch, inspectSource, type Source } from './source.ts';
import { uploadedFile } from './upload.ts';

/** Where a person says the source is. A path may also be that of a git bundle file. */
export type GivenSource = { kind: 'path'; path: string } | { kind: 'gitBundle'; uploadId: string };

export type Started = { repositoryId: string; importId: string };

/** Names stand in commands and addresses: letters, digits and a few marks, beginning with a letter or digit. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._+-]*$/u;
/** Names and ids are taken alike, so none may look like the other. */
const ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Adds a repository and starts its first import.
 *
 * @throws AppError `repository.nameTaken`, `repository.tooMany`, `repository.tooManyImports`, `request.invalid`;
 *   what `inspectSource` and `chooseBranch` say: then nothing was added
 */
export async function addRepository(
  actor: Actor,
  given: { name: string; source: GivenSource; branch?: string | undefined },
): Promise<Started> {
  const name = checkedName(given.name);
  await refuseTaken(name);
  const source = await resolveSource(given.source, actor);
  const branch = given.branch ?? '';
  const chosen = chooseBranch(await inspectSource(source), branch);
  const started = { repositoryId: newId(), importId: newId() };
  const store = () =>
    act(actor, 'repository.added', async (tx) => {
      if (await tx.repository.findUnique({ where: { name } })) throw new AppError('repository.nameTaken', { name });
      const limit = limits.repositoriesPerPerson;
      if (actor.kind === 'person' && (await tx.repository.count({ where: { addedById: actor.id } })) >= limit)
        throw new AppError('repository.tooMany', { limit });
      const objects = await tx.objectStore.create({ data: { id: newId(), createdAt: now() } });
      await tx.repository.create({
        data: {
          id: started.repositoryId,
          name,
          objectStoreId: objects.id,
          sourceKind: source.kind,
          source: source.name,
          branch,
          addedById: actorId(actor),
          createdAt: now(),
        },
      });
      await tx.import.create({ data: newImport(started, source, branch) });
      const details = { repositoryId: started.repositoryId, name, sourceKind: source.kind, source: source.name, branch: chosen };
      return { result: undefined, record: details };
    });
  await startImport(started.importId, actor, store);
  return started;
}

/**
 * Brings a repository to what its source holds now, or to another source or branch. Its revision answers until the new one is indexed.
 *
 * @throws AppError as `addRepository`; `repository.busy` while it is being imported; `repository.tooManyImports`
 */
export async function updateRepository(
  actor: Actor,
  repository: Authorized<'repository'>,
  given: { source?: GivenSource | undefined; branch?: string | undefined } = {},
): Promise<Started> {
  const row = await loadRepository(repository);
  await refuseBusy(row);
  if (!given.source && row.sourceKind === 'gitBundle')
    throw new AppError('request.invalid', { field: 'source', reason: 'a new git bundle is needed' });
  const source = await resolveSource(given.source ?? { kind: 'path', path: row.source }, actor);
  const branch = given.branch ?? row.branch;
  chooseBranch(await inspectSource(source), branch);
  const started = { repositoryId: row.id, importId: newId() };
  const store = () =>
    act(actor, 'repository.updateRequested', async (tx) => {
      const busy = await tx.import.findFirst({ where: { repositoryId: row.id, state: { in: ['waiting', 'running'] } } });
      if (busy) throw new AppError('repository.busy', { name: row.name });
      await tx.repository.update({ where: { id: row.id }, data: { sourceKind: source.kind, source: source.name } });
      await tx.import.create({ data: newImport(started, source, branch) });
      return { result: undefined, record: { ...started, name: row.name, source: source.name, branch } };
    });
  await startImport(started.importId, actor, store);
  return started;
}

/** Removes a repository, its mirror and its index. Answers that cite it keep their text; their lines can no longer be opened. */
export async function removeRepository(actor: Actor, repository: Authorized<'repository'>): Promise<void> {
  const row = await loadRepository(repository);
  const intentIndex = await record(actor, 'repository.removed', { repositoryId: row.id, name: row.name }, 'intent');
  const open = await db().import.findMany({ where: { repositoryId: row.id, state: { in: ['waiting', 'running'] } } });
  for (const { id } of open) await stopImport(id);
  await act(actor, 'repository.removed', async (tx) => {
    await tx.repository.delete({ where: { id: row.id } });
    const others = await tx.repository.count({ where: { objectStoreId: row.objectStoreId } });
    if (others === 0) await tx.objectStore.delete({ where: { id: row.objectStoreId } });
    return { result: undefined, record: { intentIndex, repositoryId: row.id, name: row.name } };
  });
  const others = await db().repository.count({ where: { objectStoreId: row.objectStoreId } });
  if (others === 0) await removeStore(row.objectStoreId);
}

/** Removes the files of an object store. What is left by a crash in between is swept at the next start. */
export async function removeStore(objectStoreId: string): Promise<void> {
  closeObjectsOf(objectStoreId);
  await rm(indexFileOf(objectStoreId), { force: true });
  await rm(`${indexFileOf(objectStoreId)}.building`, { force: true });
  await rm(mirrorDirOf(objectStoreId), { recursive: true, force: true });
  await rm(`${mirrorDirOf(objectStoreId)}.importing`, { recursive: true, force: true });
}

async function loadRepository(repository: Authorized<'repository'>) {
  const row = await db().repository.findUnique({ where: { id: repository.id } });
  if (!row) throw new AppError('repository.notFound', { name: repository.id });
  return row;
}

function newImport({ repositoryId, importId }: Started, source: Source, branch: string) {
  return {
    id: importId,
    repositoryId,
    source: source.path,
    branch,
    state: 'waiting',
    stage: 'fetching',
    done: 0,
    total: 0,
    startedAt: now(),
  };
}

async function resolveSource(given: GivenSource, actor: Actor): Promise<Source> {
  if (given.kind === 'gitBundle') {
    const { path, fileName } = await uploadedFile(given.uploadId, actor);
    return { kind: 'gitBundle', path, name: fileName };
  }
  const { path } = given;
  if (!isAbsolute(path) || path.includes('\0'))
    throw new AppError('request.invalid', { field: 'source', reason: 'give the whole path, from /' });
  return { kind: 'path', path, name: path };
}

function checkedName(given: string): string {
  const name = given.trim().normalize('NFC');
  const invalid = (reason: string) => new AppError('request.invalid', { field: 'name', reason });
  if (name.length === 0 || name.length > limits.nameLength) throw invalid(`1 to ${limits.nameLength} characters`);
  if (!NAME.test(name)) throw invalid('letters, digits and . _ + - only, beginning with a letter or digit');
  if (ID.test(name)) throw invalid('it has the form of an id');
  return name;
}

async function refuseTaken(name: string): Promise<void> {
  if (await db().repository.findUnique({ where: { name } })) throw new AppError('repository.nameTaken', { name });
}

async function refuseBusy(row: { id: string; name: string }): Promise<void> {
  const open = await db().import.findFirst({ where: { repositoryId: row.id, state: { in: ['waiting', 'running'] } } });
  if (open) throw new AppError('repository.busy', { name: row.name });
}
