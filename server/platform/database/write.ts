import { type Tx, writerOf } from './database.ts';

/** Writes with the group's state. Only audit/ (its `act`) and `unaudited` import this file: a lint rule holds it. */
export function write<S, T>(fn: (tx: Tx, state: S) => Promise<{ result: T; state: S }>): Promise<T> {
  return writerOf<S>()(fn);
}
