import { statfs } from 'node:fs/promises';

/** The disk that a folder lies on: what may still be written, and how large it is. @throws Error where there is no such folder */
export async function diskSpace(folder: string): Promise<{ freeBytes: number; totalBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(folder);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
