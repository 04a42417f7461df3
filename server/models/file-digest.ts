import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * SHA-256 of a file, read once as a stream.
 *
 * @param onBytes called with the bytes read so far
 * @returns lower-case hexadecimal
 */
export async function fileDigest(file: string, onBytes: (done: number) => void = () => {}, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024, ...(signal && { signal }) })) {
    hash.update(chunk);
    done += chunk.length;
    onBytes(done);
  }
  return hash.digest('hex');
}

/** The digest that stands for a model: its one file's, or of a split one that of its parts' digests (hexadecimal) in order. */
export function digestOfParts(digests: readonly string[]): string {
  const [only, ...more] = digests;
  if (only !== undefined && more.length === 0) return only;
  return createHash('sha256').update(digests.join('\n')).digest('hex');
}
