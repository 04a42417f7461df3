import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Writes a file that only the service user reads, so that after a power cut it is the old one or the new one, whole. */
export function writeKeyFile(file: string, text: string): void {
  const beside = `${file}.new`;
  const descriptor = openSync(beside, 'w', 0o600);
  writeSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(beside, file);
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/** The secret that session cookies are encrypted with: made at the first start. Whoever deletes it signs everybody out. */
export function cookieSecret(keysFolder: string): string {
  const file = join(keysFolder, 'cookie-secret');
  if (!existsSync(file)) writeKeyFile(file, `${randomBytes(32).toString('base64url')}\n`);
  return readFileSync(file, 'utf8').trim();
}
