import type { Tx } from './database.ts';
import { write } from './write.ts';

/** The closed list of writes that leave no audit record: none of them changes what a person may do or has said. */
export type Unaudited = 'session.lastUse' | 'job.lease' | 'viewState' | 'usage' | 'import.progress';

/**
 * Writes without an audit record.
 *
 * @param _purpose why this write needs none; the type is the list
 */
export function unaudited<T>(_purpose: Unaudited, fn: (tx: Tx) => Promise<T>): Promise<T> {
  return write(async (tx, state) => ({ result: await fn(tx), state }));
}
