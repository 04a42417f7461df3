import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskSpace } from '#server/platform/index.ts';

const READ_BYTES = 64 * 1024 * 1024;
const READ_MS = 300;
const BLOCK_BYTES = 4 * 1024 * 1024;

export type DiskFacts = {
  freeBytes: number;
  /** How fast this file was read just now, from its middle; what the kernel had in memory already reads faster than the disk. */
  readBytesPerS: number;
};

/** How fast a model's file is read, by a read of at most 64 MiB and about 0.3 s. @throws Error where it cannot be read */
export async function probeDisk(file: string): Promise<DiskFacts> {
  const { freeBytes } = await diskSpace(dirname(file));
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const block = Buffer.alloc(BLOCK_BYTES);
    const from = Math.max(0, Math.floor(size / 2) - READ_BYTES / 2);
    const began = performance.now();
    let done = 0;
    while (done < READ_BYTES && performance.now() - began < READ_MS) {
      const { bytesRead } = await handle.read(block, 0, BLOCK_BYTES, from + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return { freeBytes, readBytesPerS: done / Math.max(0.001, (performance.now() - began) / 1_000) };
  } finally {
    await handle.close();
  }
}
