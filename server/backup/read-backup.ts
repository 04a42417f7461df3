import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Extract, extract } from 'tar-stream';
import { AppError } from '#server/platform/index.ts';
import { type BackupHead, DIGESTS_NAME, HEAD_NAME, isContentName, parseHead } from './contents.ts';

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

export type ReadBackup = { head: BackupHead; files: number; bytes: number; sha256: string };

/** A backup's own list of digests: room for millions of files. */
const SMALL_ENTRY_BYTES = 512 * 1024 * 1024;

/**
 * Unpacks a backup into a folder, and holds every byte against the list at its end.
 *
 * @param source the opened file, read once
 * @param file its name, for errors
 * @throws AppError `backup.notABackup`, `backup.damaged`
 */
export async function readBackup(
  source: FileHandle,
  file: string,
  into: string,
  onBytes: (bytes: number) => void = () => {},
): Promise<ReadBackup> {
  const whole = createHash('sha256');
  const found = new Map<string, string>();
  const tar = extract();
  let head: BackupHead | null = null;
  let digests: string | null = null;
  let bytes = 0;
  const reading = pipeline(
    source.createReadStream({ autoClose: false }),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        whole.update(chunk);
        bytes += chunk.length;
        onBytes(bytes);
        yield chunk;
      }
    },
    tar,
  );
  const unpacking = (async () => {
    for await (const entry of tar) {
      const { name, type } = entry.header;
      if (digests !== null) throw damaged(file, `${name} stands behind its end`);
      if (!head) {
        if (name !== HEAD_NAME) throw new AppError('backup.notABackup', { file });
        const text = await textOf(entry, file);
        head = parseHead(file, text);
        found.set(name, sha256(text));
      } else if (name === DIGESTS_NAME) {
        digests = await textOf(entry, file);
      } else {
        const isFolder = type === 'directory';
        if (!(isFolder || type === 'file') || !isContentName(name)) throw damaged(file, `it holds ${name.slice(0, 200)}`);
        if (isFolder) {
          await mkdir(join(into, name), { recursive: true, mode: 0o700 });
          entry.resume();
          continue;
        }
        if (found.has(name)) throw damaged(file, `it holds ${name} twice`);
        found.set(name, await writeEntry(entry, join(into, name)));
      }
    }
  })();
  try {
    await Promise.all([reading, unpacking]);
  } catch (cause) {
    if (cause instanceof AppError || (cause as NodeJS.ErrnoException).code === 'ENOSPC') throw cause;
    throw head ? damaged(file, 'it was cut short or changed', cause) : new AppError('backup.notABackup', { file }, { cause });
  }
  if (!head) throw new AppError('backup.notABackup', { file });
  expectDigests(file, digests, found);
  return { head, files: found.size - 1, bytes, sha256: whole.digest('hex') };
}

function expectDigests(file: string, digests: string | null, found: ReadonlyMap<string, string>): void {
  if (digests === null) throw damaged(file, 'its end is missing');
  const wanted = new Map(
    digests
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(66), line.slice(0, 64)]),
  );
  for (const [name, digest] of found) if (wanted.get(name) !== digest) throw damaged(file, `${name} is not as it was written`);
  for (const name of wanted.keys()) if (!found.has(name)) throw damaged(file, `${name} is missing`);
}

async function writeEntry(entry: Entry, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const digest = createHash('sha256');
  await pipeline(
    bytesOf(entry),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        digest.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path, { mode: 0o600, flags: 'wx', flush: true }),
  );
  return digest.digest('hex');
}

/** tar-stream's own streams, as Node's take them: an entry gives bytes. */
function bytesOf(entry: Entry): AsyncIterable<Buffer> {
  return entry as AsyncIterable<Buffer>;
}

async function textOf(entry: Entry, file: string): Promise<string> {
  if ((entry.header.size ?? 0) > SMALL_ENTRY_BYTES) throw damaged(file, 'its list is too long');
  const chunks: Buffer[] = [];
  for await (const chunk of bytesOf(entry)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function damaged(file: string, reason: string, cause?: unknown): AppError<'backup.damaged'> {
  return new AppError('backup.damaged', { file, reason }, { cause });
}

/** Opens a backup for reading. @throws AppError `backup.notABackup` */
export async function openBackup(file: string): Promise<FileHandle> {
  try {
    const handle = await open(file, 'r');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (cause) {
    throw new AppError('backup.notABackup', { file }, { cause });
  }
  throw new AppError('backup.notABackup', { file });
}
