import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DataFolder, db, log } from '#server/platform/index.ts';
import { removeStore } from './change-repositories.ts';
import { type Indexer, startIndexer } from './indexer.ts';
import { closeAllObjects } from './object-pool.ts';
import { places, setPlaces } from './places.ts';
import { queueImport, startImports, stopImports } from './run-imports.ts';
import { sweepUploads } from './upload.ts';

/**
 * Starts the room: sweeps what a crash left half-made, then takes up the imports that were waiting or running. Called after
 * `closeIntents`, for a resumed import writes an intent of its own.
 */
export async function startRepositories({ folder, indexer = startIndexer() }: { folder: DataFolder; indexer?: Indexer }): Promise<void> {
  setPlaces(folder);
  startImports(indexer);
  const open = await db().import.findMany({ where: { state: { in: ['waiting', 'running'] } }, orderBy: { startedAt: 'asc' } });
  await sweepStores();
  await sweepUploads(new Set(open.map(({ source }) => source)));
  for (const { id } of open) {
    log('repositories').info({ importId: id }, 'an interrupted import is taken up again');
    queueImport(id, { kind: 'system', part: 'repositories' });
  }
}

/** Stops reading and importing. An import that runs is taken up at the next start. */
export async function stopRepositories(): Promise<void> {
  await stopImports();
  closeAllObjects();
}

/** Removes half-made mirrors and indexes, and those whose repository is gone. */
async function sweepStores(): Promise<void> {
  const known = new Set((await db().objectStore.findMany({ select: { id: true } })).map(({ id }) => id));
  for (const folder of [places().mirrors, places().indexes]) {
    for (const name of await readdir(folder)) {
      const [id = ''] = name.split('.');
      if (/\.(?:importing|building)$/.test(name)) await rm(join(folder, name), { recursive: true, force: true });
      else if (/^[0-9a-f-]{36}\.(?:git|db)$/.test(name) && !known.has(id)) await removeStore(id);
    }
  }
}
