import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '#server/platform/index.ts';
import { rawRequest } from '#test/support/raw-request.ts';
import { addPerson, setUpAdmin, type TestPerson } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';

let box: TestAppliance;
let ada: TestPerson;
let grace: TestPerson;
let gitBundle: Buffer;
beforeAll(async () => {
  await using folder = await tempFolder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@box.example', ...args], { cwd: folder.path });
  git('init', '--quiet', '--initial-branch=main');
  git('commit', '--quiet', '--allow-empty', '--message=First');
  git('bundle', 'create', '--quiet', 'out.bundle', 'main');
  gitBundle = await readFile(join(folder.path, 'out.bundle'));
  box = await startAppliance();
  ada = await setUpAdmin(box);
  grace = await addPerson(box, 'Grace');
});
afterAll(() => box[Symbol.asyncDispose]());

const upload = (body: Buffer | string, headers: Record<string, string> = {}) =>
  rawRequest(`${box.url}/upload`, {
    method: 'POST',
    headers: { cookie: ada.cookie, origin: box.url, 'x-file-name': 'out.bundle', ...headers },
    body,
  });
/** An upload that its test sends by hand. */
function dial(contentLength: number) {
  const socket = connect(Number(new URL(box.url).port), '127.0.0.1');
  let said = '';
  socket.on('error', () => {});
  socket.on('data', (text) => {
    said += String(text);
  });
  socket.write(`POST /upload HTTP/1.1\r\nHost: localhost\r\nCookie: ${ada.cookie}\r\nContent-Length: ${contentLength}\r\n\r\n`);
  return { socket, said: () => said };
}
const codeOf = (text: string) => (JSON.parse(text) as { error: { code: string } }).error.code;
const stored = () => readdir(join(box.dataDir, 'uploads'));

describe('an upload', () => {
  it('of a git bundle is kept for whoever sent it, and for nobody else', async () => {
    const answer = await upload(gitBundle, { 'x-file-name': encodeURIComponent('../../Größe.bundle') });
    expect(answer.status).toBe(200);
    const { uploadId, sizeBytes } = JSON.parse(answer.text) as { uploadId: string; sizeBytes: number };
    expect(sizeBytes).toBe(gitBundle.length);
    expect(await stored()).toContain(`${uploadId}.bundle`);
    const source = { kind: 'gitBundle' as const, uploadId };
    await expect(grace.call.repositories.add.mutate({ name: 'taken', source })).rejects.toMatchObject({
      data: { code: 'repository.sourceMissing' },
    });
    expect(await ada.call.repositories.add.mutate({ name: 'first', source })).toHaveProperty('importId');
  });

  it('is for people who are signed in, from pages of this appliance', async () => {
    expect((await upload(gitBundle, { cookie: '' })).status).toBe(401);
    expect((await upload(gitBundle, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await rawRequest(`${box.url}/upload`, { headers: { cookie: ada.cookie } })).status).toBe(400);
  });

  it('of something else is refused with words, and nothing of it stays', async () => {
    const before = await stored();
    for (const body of ['not a git bundle', '', Buffer.alloc(4 * 1024 * 1024)]) {
      const answer = await upload(body);
      expect(answer.status).toBe(422);
      expect(codeOf(answer.text)).toBe('repository.notGit');
    }
    expect(await stored()).toEqual(before);
  });

  it('beyond the limit is refused before it is read', async () => {
    const answer = await upload('', { 'content-length': String(limits.uploadBytes + 1) });
    expect(answer.status).toBe(413);
  });

  it('sent twice at once is kept twice', async () => {
    const answers = await Promise.all([upload(gitBundle), upload(gitBundle)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const ids = answers.map(({ text }) => (JSON.parse(text) as { uploadId: string }).uploadId);
    expect(await stored()).toEqual(expect.arrayContaining(ids.map((id) => `${id}.bundle`)));
    expect(new Set(ids).size).toBe(2);
  });

  it('that comes in pieces is taken', async () => {
    const before = await stored();
    const sent = dial(gitBundle.length);
    sent.socket.write(gitBundle.subarray(0, 40));
    await waitFor(async () => (await stored()).length > before.length, { what: 'the beginning of the upload' });
    sent.socket.write(gitBundle.subarray(40, 50));
    sent.socket.write(gitBundle.subarray(50));
    await waitFor(() => sent.said().includes(`"sizeBytes":${gitBundle.length}`), { what: 'the answer' });
    sent.socket.destroy();
  });

  it('longer than it says is cut there, and what follows is no request', async () => {
    const sent = dial(gitBundle.length);
    sent.socket.write(Buffer.concat([gitBundle, Buffer.from('GET', 'latin1'), Buffer.alloc(1_000, 'x')]));
    await waitFor(() => sent.said().includes('HTTP/1.1 400'), { what: 'the refusal of the rest' });
    expect((await fetch(`${box.url}/healthz`)).status).toBe(200);
  });

  it('with a name that is not encoded is refused', async () => {
    expect((await upload(gitBundle, { 'x-file-name': '%E0%A4%A' })).status).toBe(400);
  });

  it('that breaks off leaves nothing behind', async () => {
    const before = await stored();
    const { socket } = dial(1_000_000);
    socket.write('# v2 git bundle\n');
    await waitFor(async () => (await stored()).length > before.length, { what: 'the beginning of the upload' });
    socket.destroy();
    await waitFor(async () => (await stored()).length === before.length, { what: 'the removal of what broke off' });
    expect((await fetch(`${box.url}/healthz`)).status).toBe(200);
  });
});
