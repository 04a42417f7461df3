import { execFileSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from './temp-folder.ts';

/** A disk of its own with a real end: what lies on it goes with it. */
export type SmallDisk = AsyncDisposable & {
  path: string;
  /** Lets all but so many bytes be taken. @returns gives them back */
  leaveOnly(freeBytes: number): () => void;
};

/** Mounts a file system of so many bytes, which only root may. */
export async function smallDisk(sizeBytes: number): Promise<SmallDisk> {
  const folder = await tempFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=0700`, 'cloister-test', folder.path]);
  return {
    path: folder.path,
    leaveOnly(freeBytes) {
      const { bavail, bsize } = statfsSync(folder.path);
      const filler = join(folder.path, 'filler');
      execFileSync('fallocate', ['--length', String(bavail * bsize - freeBytes), filler]);
      return () => execFileSync('rm', [filler]);
    },
    async [Symbol.asyncDispose]() {
      execFileSync('umount', [folder.path]);
      await folder[Symbol.asyncDispose]();
    },
  };
}
