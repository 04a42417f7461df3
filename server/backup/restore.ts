import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { act, auditGroup, startCheckpoints, stopCheckpoints, verifyAudit } from '#server/audit/index.ts';
import {
  type Actor,
  AppError,
  closeDatabase,
  type DataFolder,
  dataFolder,
  db,
  diskSpace,
  hasCode,
  lockDataFolder,
  openDatabase,
} from '#server/platform/index.ts';
import { openBackup, type ReadBackup, readBackup } from './read-backup.ts';
import { comingFolder, finishRestore, swapIn } from './swap.ts';

export type RestoreRequest = {
  file: string;
  dataDir: string;
  migrationsDir: string;
  actor: Actor;
  /** Called once the backup is open: from here on the owner of the data folder is enough. */
  becomeOwner?: () => void;
  onBytes?: (bytes: number) => void;
};

/**
 * Puts a backup in the place of the data folder's contents. Everything is unpacked, checked and migrated beside them first; a
 * backup that does not hold leaves them as they were. Nobody's session survives it: what was revoked since would be valid again.
 *
 * @throws AppError `appliance.running`, `backup.notABackup`, `backup.damaged`, `backup.diskFull`, `database.newer`
 */
export async function restoreBackup(request: RestoreRequest): Promise<ReadBackup> {
  const { file, dataDir } = request;
  const source = await openBackup(file);
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    request.becomeOwner?.();
    const unlock = lockForRestore(dataDir);
    try {
      await finishRestore(dataDir);
      await expectRoom(dataDir, (await source.stat()).size);
      const coming = comingFolder(dataDir);
      await mkdir(coming, { mode: 0o700 });
      try {
        const read = await readBackup(source, file, coming, request.onBytes);
        await prepare(request, dataFolder(coming), read.sha256);
        await swapIn(dataDir);
        return read;
      } catch (error) {
        if (!existsSync(join(dataDir, 'restore-decided'))) await rm(coming, { recursive: true, force: true });
        throw error;
      }
    } finally {
      unlock();
    }
  } finally {
    await source.close();
  }
}

function lockForRestore(dataDir: string): () => void {
  try {
    return lockDataFolder(dataDir);
  } catch (error) {
    throw hasCode(error, 'appliance.alreadyRunning') ? new AppError('appliance.running', { folder: dataDir }, { cause: error }) : error;
  }
}

async function expectRoom(folder: string, neededBytes: number): Promise<void> {
  const { freeBytes } = await diskSpace(folder);
  if (freeBytes < neededBytes) throw new AppError('backup.diskFull', { folder, neededBytes, freeBytes });
}

/** Checks what was unpacked, brings it to this release, ends its sessions and records the restore in its own log. */
async function prepare({ file, migrationsDir, actor }: RestoreRequest, folder: DataFolder, sha256: string): Promise<void> {
  for (const path of [folder.appDatabase, folder.eventsDatabase]) expectSound(file, path);
  const auditFiles = { file: folder.appDatabase, checkpointFile: folder.auditCheckpoint, keyFile: folder.auditKey };
  const { ok, firstBad } = await verifyAudit(auditFiles);
  if (!ok) throw new AppError('backup.damaged', { file, reason: `record ${firstBad?.index} of its audit log: ${firstBad?.reason}` });
  await openDatabase({ file: folder.appDatabase, migrationsDir, group: auditGroup });
  try {
    await startCheckpoints({ ...auditFiles, client: db() });
    await act(actor, 'backup.restored', async (tx) => {
      await tx.session.deleteMany();
      return { record: { file, sha256 }, result: null };
    });
    stopCheckpoints();
  } finally {
    await closeDatabase();
  }
}

/** A few pages that do not fit each other show here, not in the middle of somebody's question. */
function expectSound(file: string, path: string): void {
  if (!existsSync(path)) {
    if (path.endsWith('events.db')) return;
    throw new AppError('backup.damaged', { file, reason: 'the app database is missing' });
  }
  let found = '';
  try {
    const database = new Database(path, { readonly: true, fileMustExist: true });
    found = String(database.pragma('quick_check(1)', { simple: true }));
    database.close();
  } catch (cause) {
    throw new AppError('backup.damaged', { file, reason: 'a database cannot be read' }, { cause });
  }
  if (found !== 'ok') throw new AppError('backup.damaged', { file, reason: found });
}
