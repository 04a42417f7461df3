import { authorize } from '#server/identity/index.ts';
import {
  addRepository,
  currentRevision,
  type ImportProgress,
  repositoryTargets,
  startIndexer,
  startRepositories,
  stopRepositories,
  watchImport,
} from '#server/repositories/index.ts';
import { type SearchQuery, searchRepositories, startReaders, stopReaders } from '#server/retrieval/index.ts';
import { openTestDatabase } from './open-test-database.ts';

export const importer = { kind: 'console', unixUser: 'tester' } as const;

/**
 * The rooms that import and search, as main.ts joins them, in a data folder of their own: `await using box = await importBox()`.
 *
 * @param onStart told the process id of each import
 */
export async function importBox(onStart?: (pid: number) => void) {
  const database = await openTestDatabase();
  await startRepositories({ folder: database.folder, indexer: startIndexer(onStart) });
  startReaders();
  return {
    folder: database.folder,
    auditFiles: database.auditFiles,
    /** Imports a repository of the test's own. */
    async added(name: string, path: string, branch?: string): Promise<ImportProgress> {
      const { importId } = await addRepository(importer, { name, source: { kind: 'path', path }, ...(branch && { branch }) });
      return ended(importId);
    },
    /** Where a search finds what it looks for, in what a repository holds now: the files, best first. */
    async placesOf(name: string, text: string, kind: SearchQuery['kind'] = 'words'): Promise<string[]> {
      const repository = await target(name);
      const { revision } = await currentRevision(repository);
      const { results } = await searchRepositories([{ repository, revision }], { text, kind, limit: 20 }, { askedBy: 'console' });
      return results.map(({ path }) => path);
    },
    async [Symbol.asyncDispose]() {
      stopReaders();
      await stopRepositories();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The last step of an import. */
export async function ended(importId: string): Promise<ImportProgress> {
  let last: ImportProgress | undefined;
  for await (const step of watchImport(importId)) last = step;
  if (!last) throw new Error('no step of the import was seen');
  return last;
}

/** A repository by its name, for whoever may do everything with it. */
export async function target(name: string) {
  const [found] = await repositoryTargets([name]);
  if (!found) throw new Error(`no repository ${name}`);
  return authorize(importer, 'maintain', found);
}
