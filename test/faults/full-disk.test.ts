import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fetchStarterModel, starterModel } from '#scripts/up/fetch-starter-model.ts';
import { commitFiles, gitIn, initRepository } from '#test/support/make-repository.ts';
import { rawRequest } from '#test/support/raw-request.ts';
import { setUpAdmin, type TestPerson } from '#test/support/sign-in.ts';
import { smallDisk } from '#test/support/small-disk.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';

const MIB = 1024 ** 2;
/** What an upload leaves alone stands in server/repositories/upload.ts: 1 GiB. */
const spareBytes = 1024 * MIB;

/** A repository whose objects do not compress, and its git bundle. */
function largeRepository(folder: string, files: number): { path: string; gitBundle: string } {
  const path = initRepository(join(folder, 'large'));
  const content = Array.from({ length: files }, (_, n) => [`data/${n}.txt`, randomBytes(512 * 1024).toString('base64')]);
  commitFiles(path, Object.fromEntries(content), 'first');
  const gitBundle = join(folder, 'large.bundle');
  gitIn(path, ['bundle', 'create', '--quiet', gitBundle, 'main']);
  return { path, gitBundle };
}

const left = (box: TestAppliance) =>
  ['uploads', 'mirrors', 'indexes'].flatMap((folder) => readdirSync(join(box.dataDir, folder)).map((name) => join(folder, name)));

async function importState(ada: TestPerson, name: string) {
  const found = (await ada.call.repositories.list.query()).find((repository) => repository.name === name);
  return found?.state === 'ready' || found?.state === 'failed' ? found : null;
}

it('the starter model says how much room it wants before it is fetched, and leaves nothing', async () => {
  await using disk = await smallDisk(20 * MIB);
  const folder = join(disk.path, 'models');
  await expect(fetchStarterModel({ folder, python: '/none', address: 'http://127.0.0.1:9' })).rejects.toMatchObject({
    code: 'model.diskFull',
    params: { folder, neededBytes: 3 * starterModel.sizeBytes, freeBytes: expect.closeTo(20 * MIB, -6) },
  });
  expect(readdirSync(folder)).toEqual([]);
});

it('an upload and an import on a full disk say so, leave nothing half-made, and work once there is room', async () => {
  await using folder = await tempFolder();
  await using disk = await smallDisk(spareBytes + 150 * MIB);
  await using box = await startAppliance({ dataDir: join(disk.path, 'data') });
  const ada = await setUpAdmin(box);
  const { path, gitBundle } = largeRepository(folder.path, 40);
  const before = left(box);
  const upload = (body: Buffer) =>
    rawRequest(`${box.url}/upload`, { method: 'POST', headers: { cookie: ada.cookie, origin: box.url, 'x-file-name': 'large' }, body });
  const full = {
    code: 'database.diskFull',
    message: expect.stringMatching(/^Disk full/),
    remedy: expect.stringContaining('Free some space'),
  };

  // Less room than an upload must leave: it ends when it comes there.
  let freeAgain = disk.leaveOnly(spareBytes + 5 * MIB);
  const refused = await upload(readFileSync(gitBundle));
  expect([refused.status, JSON.parse(refused.text).error]).toEqual([507, expect.objectContaining(full)]);
  expect(left(box)).toEqual(before);
  freeAgain();

  // The room goes while the upload comes: the disk itself refuses.
  const body = readFileSync(gitBundle);
  const socket = connect(Number(new URL(box.url).port), '127.0.0.1');
  let said = '';
  // Who is refused may find the connection closed while it still sends.
  socket.on('error', () => {});
  socket.on('data', (text) => {
    said += String(text);
  });
  socket.write(
    `POST /upload HTTP/1.1\r\nHost: localhost\r\nCookie: ${ada.cookie}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  socket.write(body.subarray(0, MIB));
  await waitFor(() => left(box).length > before.length, { what: 'the beginning of the upload' });
  freeAgain = disk.leaveOnly(2 * MIB);
  socket.write(body.subarray(MIB));
  await waitFor(() => said.includes('database.diskFull'), { what: 'the refusal' });
  expect(said).toMatch(/^HTTP\/1\.1 507 /);
  await waitFor(() => left(box).length === before.length, { what: 'the removal of what was written' });

  // An import that finds no room ends as failed, and its mirror goes.
  await ada.call.repositories.add.mutate({ name: 'large', source: { kind: 'path', path } });
  const failed = await waitFor(() => importState(ada, 'large'), { timeoutMs: 60_000, what: 'the end of the import' });
  expect(failed).toMatchObject({ state: 'failed', import: { error: full } });
  expect(left(box)).toEqual(before);
  expect((await fetch(`${box.url}/readyz`)).status).toBe(503);
  freeAgain();

  await ada.call.repositories.update.mutate({ repository: 'large' });
  await waitFor(async () => (await importState(ada, 'large'))?.state === 'ready', { timeoutMs: 60_000, what: 'the second import' });
  const kept = await upload(readFileSync(gitBundle));
  expect(kept.status).toBe(200);
  expect(await box.stop()).toBe(0);
}, 180_000);
