import { copyFile, link, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { record } from '#server/audit/index.ts';
import { type Actor, AppError, type DataFolder, db, diskSpace } from '#server/platform/index.ts';
import { spawnBound } from '#server/repositories/index.ts';
import { bytesBelow, fileStat } from './contents.ts';

export type BegunBackup = {
  intentIndex: number;
  /** Folder of the databases, checkpoint and indexes as they were at one moment; `endBackup` removes it. */
  snapshotDir: string;
  /** What the whole backup will take, without its directory. */
  sizeBytes: number;
};

let isRunning = false;

/**
 * Takes a snapshot for a backup while the appliance runs. The console then writes the file: the service may write nowhere but in
 * its own folder.
 *
 * Events are copied before the app database and the checkpoint before both: a restored box may then have to write some words
 * again, but never finds words of an attempt it does not know of, nor a checkpoint over records it does not have.
 *
 * @param file where the backup will be, for the audit log
 * @throws AppError `repository.busy` while something is imported, `backup.diskFull`, `backup.running`
 */
export async function beginBackup(actor: Actor, folder: DataFolder, file: string): Promise<BegunBackup> {
  if (isRunning) throw new AppError('backup.running', {});
  isRunning = true;
  try {
    await expectNoImport();
    const snapshotDir = join(folder.root, 'backup-snapshot');
    await rm(snapshotDir, { recursive: true, force: true });
    await expectRoom(folder);
    const intentIndex = await record(actor, 'backup.made', { file, sizeBytes: 0, sha256: '' }, 'intent');
    await mkdir(join(snapshotDir, 'indexes'), { recursive: true, mode: 0o700 });
    await linkIndexes(folder.indexes, join(snapshotDir, 'indexes'));
    if (fileStat(folder.auditCheckpoint)) await copyFile(folder.auditCheckpoint, join(snapshotDir, 'audit-checkpoint'));
    if (fileStat(folder.eventsDatabase)) await snapshot(folder.eventsDatabase, join(snapshotDir, 'events.db'));
    await snapshot(folder.appDatabase, join(snapshotDir, 'app.db'));
    // An import that began meanwhile could have switched an index that is in, but that the database does not know yet.
    await expectNoImport();
    const sizeBytes = (await bytesBelow(snapshotDir)) + (await bytesBelow(folder.keys)) + (await bytesBelow(folder.mirrors));
    return { intentIndex, snapshotDir, sizeBytes };
  } catch (error) {
    isRunning = false;
    await rm(join(folder.root, 'backup-snapshot'), { recursive: true, force: true });
    throw error;
  }
}

export type EndedBackup = { intentIndex: number; file: string; sizeBytes: number; sha256: string; isDone: boolean };

/** Records how a backup ended and removes its snapshot. */
export async function endBackup(actor: Actor, folder: DataFolder, ended: EndedBackup): Promise<void> {
  const { isDone, ...details } = ended;
  isRunning = false;
  await rm(join(folder.root, 'backup-snapshot'), { recursive: true, force: true });
  await record(actor, 'backup.made', details, isDone ? 'done' : 'failed');
}

async function expectNoImport(): Promise<void> {
  const running = await db().import.findFirst({
    where: { state: { in: ['waiting', 'running'] } },
    select: { repository: { select: { name: true } } },
  });
  if (running) throw new AppError('repository.busy', { name: running.repository.name });
}

async function expectRoom(folder: DataFolder): Promise<void> {
  const neededBytes = (fileStat(folder.appDatabase)?.size ?? 0) + (fileStat(folder.eventsDatabase)?.size ?? 0);
  const { freeBytes } = await diskSpace(folder.root);
  if (freeBytes < neededBytes * 1.1) throw new AppError('backup.diskFull', { folder: folder.root, neededBytes, freeBytes });
}

/** A finished index is never changed, so a second name for it is a copy that costs nothing. */
async function linkIndexes(from: string, to: string): Promise<void> {
  for (const entry of await readdir(from, { withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory()) {
      await mkdir(join(to, entry.name), { mode: 0o700 });
      await linkIndexes(join(from, entry.name), join(to, entry.name));
    } else if (entry.isFile() && !/\.building|-wal$|-shm$|-journal$/.test(entry.name)) {
      await link(join(from, entry.name), join(to, entry.name));
    }
  }
}

const snapshotProgram = fileURLToPath(new URL('./snapshot.ts', import.meta.url));

function snapshot(source: string, target: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawnBound(process.execPath, [snapshotProgram, source, target], {}, { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`the snapshot of ${source} failed: ${said.slice(0, 2_000)}`));
    });
  });
}
