import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export type WrittenFile = { path: string; sizeBytes: number; sha256: string };

/** Writes files below one folder and keeps the digest of each, of the very bytes that were written. */
export type FileWriter = {
  copy(source: string, path: string): Promise<void>;
  write(path: string, text: string): Promise<void>;
  written(): readonly WrittenFile[];
};

/** Characters that every file system of a stick takes, and `sha256sum` prints as they are. */
const portable = /^[A-Za-z0-9._@+()[\]~,=$ /-]+$/;

/** @param onFile called after each file, for progress */
export function fileWriter(folder: string, onFile: (file: WrittenFile) => void): FileWriter {
  const written: WrittenFile[] = [];
  const namesFolded = new Set<string>();

  async function prepare(path: string): Promise<string> {
    if (!portable.test(path)) throw new Error(`a stick could not hold the name ${path}`);
    // FAT takes two names that differ in case for one.
    if (namesFolded.has(path.toLowerCase())) throw new Error(`two files are named ${path}, but for case`);
    namesFolded.add(path.toLowerCase());
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    return target;
  }

  function note(file: WrittenFile): void {
    written.push(file);
    onFile(file);
  }

  return {
    async copy(source, path) {
      const target = await prepare(path);
      const digest = createHash('sha256');
      let sizeBytes = 0;
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          digest.update(chunk);
          sizeBytes += chunk.length;
          done(null, chunk);
        },
      });
      await pipeline(createReadStream(source), count, createWriteStream(target));
      note({ path, sizeBytes, sha256: digest.digest('hex') });
    },
    async write(path, text) {
      await writeFile(await prepare(path), text);
      note({ path, sizeBytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') });
    },
    written: () => written,
  };
}

/** The list that `sha256sum --check` reads: digest, two spaces, path. */
export function manifestText(files: readonly WrittenFile[]): string {
  return [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ sha256, path }) => `${sha256}  ${path}\n`)
    .join('');
}
