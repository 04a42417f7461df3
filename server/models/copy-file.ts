import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { AppError, withDiskFull } from '#server/platform/index.ts';

const CHUNK_BYTES = 1024 * 1024;

/**
 * Copies a file and takes the digest of what was copied, in one reading; the copy is on the disk when this returns.
 *
 * @param sizeBytes what the file has: one that turns out longer or shorter has changed, and is refused
 * @param onBytes called with the bytes of each piece
 * @returns SHA-256, lower-case hexadecimal
 * @throws AppError `model.damaged`, `model.unreadable`, `database.diskFull`; the signal's reason when aborted
 */
export async function copyFile(
  from: string,
  to: string,
  sizeBytes: number,
  { onBytes = () => {}, signal }: { onBytes?: (bytes: number) => void; signal?: AbortSignal } = {},
): Promise<string> {
  await using source = await open(from, 'r');
  await using target = await open(to, 'wx', 0o600);
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(CHUNK_BYTES);
  let done = 0;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await source.read(buffer, 0, CHUNK_BYTES, null).catch((cause) => {
        // A stick that is pulled out, or a bad block of it.
        throw new AppError('model.unreadable', { file: from, reason: (cause as Error).message }, { cause });
      });
      if (bytesRead === 0) break;
      done += bytesRead;
      if (done > sizeBytes) break;
      const piece = buffer.subarray(0, bytesRead);
      hash.update(piece);
      await target.writeFile(piece);
      onBytes(bytesRead);
    }
    if (done !== sizeBytes) throw new AppError('model.damaged', { file: from, reason: 'it changed while it was read' });
    await target.sync();
  } catch (error) {
    throw withDiskFull(error);
  }
  return hash.digest('hex');
}
