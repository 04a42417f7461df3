import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pack } from 'tar-stream';
import { AppError, diskSpace } from '#server/platform/index.ts';
import { type BackupFile, type BackupHead, DIGESTS_NAME, HEAD_NAME } from './contents.ts';

/** What a tar adds to each file at most: a header, padding, and an extended header for a long name. */
const TAR_OVERHEAD_BYTES = 2_048;

/** @throws AppError `backup.targetExists` */
export async function expectNoFile(file: string): Promise<void> {
  if (await lstat(file).catch(() => null)) throw new AppError('backup.targetExists', { file });
}

/**
 * Writes a backup beside its name and renames it when it is on the disk: a file of that name is whole.
 *
 * @param onBytes called with the bytes written so far
 * @throws AppError `backup.targetExists`, `backup.diskFull`
 */
export async function writeBackup(
  file: string,
  head: BackupHead,
  files: readonly BackupFile[],
  onBytes: (bytes: number) => void = () => {},
): Promise<{ sizeBytes: number; sha256: string }> {
  await expectNoFile(file);
  await expectRoom(file, files);
  const partial = `${file}.partial`;
  await rm(partial, { force: true });
  const target = await open(partial, 'wx', 0o600);
  try {
    const written = await writeTar(target, head, files, onBytes);
    await target.sync();
    await target.close();
    await expectNoFile(file);
    await rename(partial, file);
    await syncFolder(dirname(file));
    return written;
  } catch (error) {
    await target.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeTar(
  target: FileHandle,
  head: BackupHead,
  files: readonly BackupFile[],
  onBytes: (bytes: number) => void,
): Promise<{ sizeBytes: number; sha256: string }> {
  const tar = pack();
  const filled = fillTar(tar, head, files).catch((error: Error) => tar.destroy(error));
  const digest = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of tar as AsyncIterable<Buffer>) {
    digest.update(chunk);
    await target.writeFile(chunk);
    sizeBytes += chunk.length;
    onBytes(sizeBytes);
  }
  await filled;
  return { sizeBytes, sha256: digest.digest('hex') };
}

async function expectRoom(file: string, files: readonly BackupFile[]): Promise<void> {
  const folder = dirname(file);
  const neededBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes + TAR_OVERHEAD_BYTES, 1 << 20);
  const { freeBytes } = await diskSpace(folder);
  if (freeBytes < neededBytes) throw new AppError('backup.diskFull', { folder, neededBytes, freeBytes });
}

type Pack = ReturnType<typeof pack>;

async function fillTar(tar: Pack, head: BackupHead, files: readonly BackupFile[]): Promise<void> {
  const digests: string[] = [];
  const add = async (name: string, sizeBytes: number, source: AsyncIterable<Uint8Array>) => {
    const digest = createHash('sha256');
    const { promise, resolve, reject } = Promise.withResolvers<null>();
    const header = { name, size: sizeBytes, mode: 0o600, mtime: new Date(head.madeAt) };
    const entry = tar.entry(header, (error) => (error ? reject(error) : resolve(null)));
    for await (const chunk of source) {
      digest.update(chunk);
      if (!entry.write(chunk)) await Promise.race([drained(entry), promise]);
    }
    entry.end(null);
    await promise;
    digests.push(`${digest.digest('hex')}  ${name}\n`);
  };
  await add(HEAD_NAME, ...inMemory(JSON.stringify(head)));
  for (const { kind, name, path, sizeBytes } of files) {
    if (kind === 'file') await add(name, sizeBytes, fileOf(path, sizeBytes));
    else tar.entry({ name, type: 'directory', mode: 0o700, mtime: new Date(head.madeAt) });
  }
  await add(DIGESTS_NAME, ...inMemory(digests.join('')));
  tar.finalize();
}

function drained(entry: ReturnType<Pack['entry']>): Promise<void> {
  return new Promise((resolve) => entry.once('drain', () => resolve()));
}

function inMemory(text: string): [number, AsyncIterable<Uint8Array>] {
  const bytes = Buffer.from(text);
  return [
    bytes.length,
    (async function* () {
      yield bytes;
    })(),
  ];
}

/** As many bytes as were counted: a file that grows meanwhile (a log of references) is taken as it was. */
function fileOf(path: string, sizeBytes: number): AsyncIterable<Uint8Array> {
  if (sizeBytes === 0) return (async function* () {})();
  return createReadStream(path, { end: sizeBytes - 1 });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync();
  await folder.close();
}
