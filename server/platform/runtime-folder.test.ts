import { existsSync, lstatSync, mkdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '#test/support/temp-folder.ts';
import { findRuntimeFolder, makeRuntimeFolder, SOCKET_PATH_BYTES } from './runtime-folder.ts';

const deep = (root: string) => join(root, 'a-folder-of-a-long-name'.repeat(8), 'data', 'run');

it('is the wanted folder where a socket’s path fits, shut to others', async () => {
  await using folder = await tempFolder();
  const wanted = join(folder.path, 'run');
  const made = makeRuntimeFolder(wanted);
  expect([made.path, findRuntimeFolder(wanted)]).toEqual([wanted, wanted]);
  expect(statSync(wanted).mode & 0o777).toBe(0o700);
  made.close();
});

it('is a private folder elsewhere where the path is too long, found again by its link, and gone after a stop', async () => {
  await using folder = await tempFolder();
  const wanted = deep(folder.path);
  const made = makeRuntimeFolder(wanted);
  expect(Buffer.byteLength(join(made.path, 'control.sock'))).toBeLessThanOrEqual(SOCKET_PATH_BYTES);
  expect(statSync(made.path).mode & 0o777).toBe(0o700);
  expect(findRuntimeFolder(wanted)).toBe(realpathSync(made.path));
  made.close();
  expect([existsSync(made.path), existsSync(wanted)]).toEqual([false, false]);
});

it('is made anew after a kill, and takes away nothing that is not a socket of its own', async () => {
  await using folder = await tempFolder();
  const wanted = deep(folder.path);
  const killed = makeRuntimeFolder(wanted);
  const next = makeRuntimeFolder(wanted);
  expect(existsSync(killed.path)).toBe(false);
  expect(findRuntimeFolder(wanted)).toBe(realpathSync(next.path));
  writeFileSync(join(next.path, 'theirs'), '');
  const last = makeRuntimeFolder(wanted);
  expect(existsSync(join(next.path, 'theirs'))).toBe(true);
  rmSync(next.path, { recursive: true });
  last.close();

  // A data folder that was moved to a deeper place brings its folder along.
  mkdirSync(wanted);
  const moved = makeRuntimeFolder(wanted);
  expect(lstatSync(wanted).isSymbolicLink()).toBe(true);
  expect(dirname(findRuntimeFolder(wanted))).not.toBe(dirname(wanted));
  moved.close();
});
