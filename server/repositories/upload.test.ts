import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import type { Actor } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { setPlaces } from './places.ts';
import { receiveUpload } from './upload.ts';

const actor: Actor = { kind: 'console', unixUser: 'tester' };
const head = Buffer.from('# v2 git bundle\n');
const limitBytes = 100_000;
const ofSize = (bytes: number) => Readable.from([head, Buffer.alloc(bytes - head.length - 1), Buffer.alloc(1)]);

it('takes an upload at the limit, and none of one that is a byte longer', async () => {
  await using box = await openTestDatabase();
  setPlaces(box.folder);
  expect(await receiveUpload(ofSize(limitBytes), 'at', actor, limitBytes)).toMatchObject({ sizeBytes: limitBytes });
  const kept = readdirSync(box.folder.uploads);
  await expect(receiveUpload(ofSize(limitBytes + 1), 'over', actor, limitBytes)).rejects.toMatchObject({
    code: 'request.tooLarge',
    params: { limitBytes },
  });
  expect(readdirSync(box.folder.uploads)).toEqual(kept);
});
