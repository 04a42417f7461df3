import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Replaces a file so that a power cut leaves the old one or the new one, never half: temporary file, fsync, rename, fsync of
 * the folder.
 */
export function writeDurably(file: string, content: string | Uint8Array, mode = 0o600): void {
  const temporary = `${file}.new`;
  const descriptor = openSync(temporary, 'w', mode);
  writeSync(descriptor, typeof content === 'string' ? Buffer.from(content) : content);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(temporary, file);
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
