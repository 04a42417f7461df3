import { wordsOf } from '#app/messages/error-words.ts';
import { AppError } from '#server/platform/index.ts';

/** A line for the person at the terminal; standard output stays free for results. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A figure that changes: one line that is written over on a terminal, a line each ten seconds elsewhere. */
export function progressLine(): { show(text: string): void; end(): void } {
  let shownAt = -Infinity;
  let width = 0;
  return {
    show(text) {
      const atTerminal = process.stderr.isTTY;
      if (performance.now() - shownAt < (atTerminal ? 100 : 10_000)) return;
      shownAt = performance.now();
      process.stderr.write(atTerminal ? `\r${text.padEnd(width)}` : `${text}\n`);
      width = text.length;
    },
    end() {
      if (width > 0 && process.stderr.isTTY) process.stderr.write('\n');
      width = 0;
    },
  };
}

/**
 * One sentence and its remedy, whatever was thrown.
 *
 * @param folder the data folder, named where it is the cause
 */
export function sayFailure(error: unknown, folder: string): void {
  const { message, remedy } = wordsOf(error instanceof AppError ? error : named(error, folder));
  say(`${message} ${remedy}`);
}

/** Codes of the system that mean: this folder is not ours to use. */
const refusals = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST']);

function named(cause: unknown, folder: string): AppError {
  const { code = '', message = String(cause) } = cause as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return new AppError('database.diskFull', { folder }, { cause });
  if (refusals.has(code)) return new AppError('appliance.folderUnusable', { folder, reason: message }, { cause });
  return new AppError('start.unexpected', { reason: message.split('\n', 1)[0] ?? '' }, { cause });
}
