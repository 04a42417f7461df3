import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A path of a unix socket holds at most this many bytes (sun_path, less its end). */
export const SOCKET_PATH_BYTES = 107;
/** The longest name of a socket in the folder, with its slash and room for what a driver calls its own. */
const SOCKET_NAME_BYTES = 25;

/** The folder that holds the sockets while the appliance runs. */
export type RuntimeFolder = { path: string; close(): void };

/**
 * Makes the folder for sockets, shut to others. Where its path is too long for a socket, a private one under the system's
 * temporary folder takes its place, and a link stands where it would have been: whoever may enter the data folder finds it there,
 * whatever their own temporary folder is.
 *
 * @param wanted where it is to be; the data folder's lock is held, so no other appliance uses it
 */
export function makeRuntimeFolder(wanted: string): RuntimeFolder {
  clear(wanted);
  if (isShort(wanted)) {
    mkdirSync(wanted, { recursive: true, mode: 0o700 });
    return { path: wanted, close() {} };
  }
  const base = isShort(join(tmpdir(), 'cloister-XXXXXX')) ? tmpdir() : '/tmp';
  const path = mkdtempSync(join(base, 'cloister-'));
  chmodSync(path, 0o700);
  mkdirSync(join(wanted, '..'), { recursive: true, mode: 0o700 });
  symlinkSync(path, wanted);
  return {
    path,
    close() {
      rmSync(wanted, { force: true });
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Where the sockets of a running appliance are. @param wanted as the configuration names it */
export function findRuntimeFolder(wanted: string): string {
  try {
    return realpathSync(wanted);
  } catch {
    return wanted;
  }
}

/** Takes away what a killed appliance left: its link with the folder behind it, or its sockets. */
function clear(wanted: string): void {
  const found = lstatSync(wanted, { throwIfNoEntry: false });
  if (found?.isSymbolicLink()) {
    const behind = findRuntimeFolder(wanted);
    if (behind !== wanted) removeSockets(behind);
    rmSync(wanted, { force: true });
  } else if (found?.isDirectory() && !isShort(wanted)) {
    removeSockets(wanted);
  }
}

/** Only ever sockets, and the folder where nothing else is in it: somebody may have named a folder of theirs. */
function removeSockets(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) if (entry.isSocket()) rmSync(join(folder, entry.name));
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}

function isShort(folder: string): boolean {
  return Buffer.byteLength(folder) + SOCKET_NAME_BYTES <= SOCKET_PATH_BYTES;
}
