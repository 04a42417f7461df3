import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditGroup, startCheckpoints, stopCheckpoints } from '#server/audit/index.ts';
import { authorizeEach } from '#server/identity/index.ts';
import {
  type Actor,
  type Authorized,
  closeDatabase,
  type DataFolder,
  db,
  loadConfig,
  makeDataFolder,
  openDatabase,
  openLog,
} from '#server/platform/index.ts';
import {
  addRepository,
  currentRevision,
  repositoryTargets,
  startRepositories,
  stopRepositories,
  watchImport,
} from '#server/repositories/index.ts';
import { startReaders, stopReaders } from '#server/retrieval/index.ts';

/** Who asks in a benchmark. */
export const asker: Actor = { kind: 'console', unixUser: 'bench' };

/** llama.cpp whole, as node-llama-cpp carries it: 3,619 files, one commit. */
export const llamaBundle = join(process.cwd(), 'node_modules/node-llama-cpp/llama/gitRelease.bundle');

/** An imported repository, pinned. */
export type Imported = { repository: Authorized<'repository'>; revision: string; seconds: number };

type Rooms = { folder: DataFolder; runtimeDir: string; auditFiles: { keyFile: string; checkpointFile: string } };

/**
 * The rooms that import and search, as server/main.ts joins them, in a data folder that goes with them.
 *
 * @param beforeCheckpoints what is put into the database before its audit log is first signed
 */
export async function openRooms(
  resources: AsyncDisposableStack,
  { beforeCheckpoints }: { beforeCheckpoints?: (folder: DataFolder) => Promise<void> } = {},
): Promise<Rooms> {
  const folder = temporaryFolder(resources);
  const config = loadConfig({ CLOISTER_DATA: folder });
  const data = makeDataFolder(config);
  openLog({ file: data.logFile }, 'warn');
  await openDatabase({ file: data.appDatabase, migrationsDir: 'prisma/migrations', group: auditGroup });
  resources.defer(closeDatabase);
  await beforeCheckpoints?.(data);
  const auditFiles = { keyFile: join(data.keys, 'audit.pem'), checkpointFile: data.auditCheckpoint };
  await startCheckpoints({ ...auditFiles, client: db() });
  resources.defer(stopCheckpoints);
  await startRepositories({ folder: data });
  resources.defer(stopRepositories);
  startReaders();
  resources.defer(stopReaders);
  return { folder: data, runtimeDir: config.runtimeDir, auditFiles };
}

/** Imports a repository of this machine and waits for its end. @throws Error where it fails */
export async function importAs(name: string, path: string): Promise<Imported> {
  const startedMs = performance.now();
  const { importId } = await addRepository(asker, { name, source: { kind: 'path', path } });
  for await (const step of watchImport(importId))
    if (step.state === 'failed') throw new Error(`the import of ${name} failed: ${step.error?.code}`);
  const seconds = (performance.now() - startedMs) / 1_000;
  const [repository] = authorizeEach(asker, 'ask', await repositoryTargets([name]));
  if (!repository) throw new Error(`no repository ${name}`);
  return { repository, revision: (await currentRevision(repository)).revision, seconds };
}

export function temporaryFolder(resources: AsyncDisposableStack): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloister-bench-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The machine in words. */
export function machineText(): string {
  return `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`;
}
