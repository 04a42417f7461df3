import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import pino, { type Logger } from 'pino';

export type Log = Logger;

let root: Logger = pino({ level: 'warn' }, pino.destination(2));

/** Sends log lines to a file, or to standard output where journald reads them. Called once, by an entry point. */
export function openLog(target: { file: string } | 'stdout', level = 'info'): void {
  if (target !== 'stdout') mkdirSync(dirname(target.file), { recursive: true });
  const destination = target === 'stdout' ? pino.destination(1) : pino.destination({ dest: target.file, sync: true });
  root = pino({ level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/**
 * The log of one part. Lines carry ids and counts, never the text of a person or a passage.
 *
 * @param part folder of server/ that writes
 */
export function log(part: string): Logger {
  return root.child({ part });
}
