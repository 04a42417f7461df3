import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commitFiles, gitIn, initRepository } from '#test/support/make-repository.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { openObjects } from './git-objects.ts';
import { fetchMirror } from './mirror.ts';
import { listFiles } from './tree.ts';

const SIZE_BYTES = 2 * 1024 ** 3;

it('fetches a repository with a 2 GB file, and knows its size without reading it', async () => {
  await using temporary = await tempFolder();
  const source = initRepository(join(temporary.path, 'source'));
  gitIn(source, ['config', 'core.compression', '1']);
  const large = openSync(join(source, 'large.bin'), 'w');
  ftruncateSync(large, SIZE_BYTES);
  closeSync(large);
  commitFiles(source, { 'small.c': 'int small;\n' }, 'a large file');
  const mirrorDir = join(temporary.path, 'm.git');
  const { commit } = await fetchMirror({ mirrorDir, source: { kind: 'path', path: source, name: 's' }, branch: '' }, () => undefined);
  const [file] = await listFiles(mirrorDir, commit);
  expect(file).toMatchObject({ path: 'large.bin', sizeBytes: SIZE_BYTES });
  const objects = openObjects(mirrorDir);
  expect((await objects.info(`${commit}:large.bin`))?.sizeBytes).toBe(SIZE_BYTES);
  objects.close();
}, 180_000);
