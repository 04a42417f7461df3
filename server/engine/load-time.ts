/** Below this share a rate says little: the first percent are the file's header. */
const TELLING_SHARE = 0.05;

/**
 * How long loading still takes.
 *
 * @param loading.progress share of the weights that is loaded; 0 where the driver does not tell
 * @param loading.lastMs what loading took the last time
 * @returns null where nothing is known
 */
export function loadLeftMs({ elapsedMs, progress, lastMs }: { elapsedMs: number; progress: number; lastMs: number | null }): number | null {
  if (progress >= TELLING_SHARE) return Math.round((elapsedMs * (1 - progress)) / progress);
  return lastMs === null ? null : Math.round(Math.max(0, lastMs - elapsedMs));
}
