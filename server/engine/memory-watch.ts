import { readFileSync } from 'node:fs';

export type MemoryLimits = {
  /** Between two looks, and how many in a row must be over: a peak that passes is no leak. */
  lookEveryMs: number;
  looks: number;
  /** How long running answers may go on: the longest one that a slow box writes. */
  drainMs: number;
  /** Without an answer for this long nobody is between two requests of the same one. */
  idleMs: number;
};

export const memoryLimits: MemoryLimits = { lookEveryMs: 10_000, looks: 3, drainMs: 5 * 60_000, idleMs: 1_000 };

/**
 * Memory that belongs to a process alone. Mapped weights are not in it: they are the file's, and the kernel takes them back.
 *
 * @param status /proc/PID/status
 * @returns null where it does not say
 */
export function anonymousBytes(status: string): number | null {
  const kib = /^RssAnon:\s*(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? null : Number(kib) * 1_024;
}

/** @param looks what was seen so far, the newest last */
export function isGrown(looks: readonly number[], ceilingBytes: number, { looks: needed }: Pick<MemoryLimits, 'looks'>): boolean {
  return looks.length >= needed && looks.slice(-needed).every((bytes) => bytes > ceilingBytes);
}

/** Looks at a process's memory until it has been over the ceiling for some looks in a row; then `onGrown`, once. @returns ends it */
export function watchMemory(
  of: { pid: number; ceilingBytes: number; onGrown: (bytes: number) => void },
  limits: MemoryLimits = memoryLimits,
): () => void {
  const looks: number[] = [];
  const look = () => {
    const bytes = anonymousBytes(statusOf(of.pid));
    if (bytes === null) return;
    looks.push(bytes);
    if (looks.length > limits.looks) looks.shift();
    if (!isGrown(looks, of.ceilingBytes, limits)) return;
    clearInterval(looking);
    of.onGrown(bytes);
  };
  const looking = setInterval(look, limits.lookEveryMs);
  return () => clearInterval(looking);
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
