import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { type Actor, limits } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { setPlaces } from './places.ts';
import { receiveUpload } from './upload.ts';

const actor: Actor = { kind: 'console', unixUser: 'tester' };
const head = Buffer.from('# v2 git bundle\n');
const limitBytes = 100_000;
const bounds = { limitBytes, personBytes: 10 * limitBytes };
const ofSize = (bytes: number) => Readable.from([head, Buffer.alloc(bytes - head.length - 1), Buffer.alloc(1)]);

it('takes an upload at the limit, and none of one that is a byte longer', async () => {
  await using box = await openTestDatabase();
  setPlaces(box.folder);
  expect(await receiveUpload(ofSize(limitBytes), 'at', actor, bounds)).toMatchObject({ sizeBytes: limitBytes });
  const kept = readdirSync(box.folder.uploads);
  await expect(receiveUpload(ofSize(limitBytes + 1), 'over', actor, bounds)).rejects.toMatchObject({
    code: 'request.tooLarge',
    params: { limitBytes },
  });
  expect(readdirSync(box.folder.uploads)).toEqual(kept);
});

it('keeps no more of one person than it has room for, whatever comes at once, and others’ are not touched', async () => {
  await using box = await openTestDatabase();
  setPlaces(box.folder);
  const person = (id: string): Actor => ({ kind: 'person', id, name: id, role: 'member', address: '' });
  const ada = person('ada');
  const refused = { code: 'repository.tooManyUploads' };
  const small = { limitBytes, personBytes: 2 * limitBytes };
  await receiveUpload(ofSize(limitBytes), 'first', ada, small);
  await expect(receiveUpload(ofSize(limitBytes), 'second', ada, small)).resolves.toHaveProperty('uploadId');
  await expect(receiveUpload(ofSize(20), 'third', ada, small)).rejects.toMatchObject(refused);
  await expect(receiveUpload(ofSize(20), 'of another', person('grace'), small)).resolves.toHaveProperty('uploadId');

  const many = Array.from({ length: limits.uploadsPerPerson }, () => receiveUpload(ofSize(20), 'one of many', ada));
  const ends = await Promise.allSettled(many);
  expect(ends.filter(({ status }) => status === 'fulfilled')).toHaveLength(limits.uploadsPerPerson - 2);
  await expect(receiveUpload(ofSize(20), 'one more', ada)).rejects.toMatchObject(refused);
  // A day later they are gone, though the appliance never stopped.
  const dayAgo = new Date(Date.now() - 25 * 60 * 60_000);
  for (const name of readdirSync(box.folder.uploads)) utimesSync(join(box.folder.uploads, name), dayAgo, dayAgo);
  await expect(receiveUpload(ofSize(20), 'one more', ada)).resolves.toHaveProperty('uploadId');
  expect(readdirSync(box.folder.uploads)).toHaveLength(2);
});
