import { X509Certificate } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { connect, type PeerCertificate } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trpcOverSocket } from '#test/support/control-client.ts';
import { openTab } from '#test/support/live-tab.ts';
import { type RawAnswer, rawRequest } from '#test/support/raw-request.ts';
import { addPerson, setUpAdmin, TEST_PASSWORD } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';

const name = 'box.example';
const env = { CLOISTER_LISTEN: '127.0.0.1:0', CLOISTER_NAMES: name };

let box: TestAppliance;
let door: string;
let ca: string;
beforeAll(async () => {
  box = await startAppliance({ env });
  door = box.urls[1] ?? '';
  ca = (await rawRequest(`${box.url}/certificate/ca.pem`)).text;
});
afterAll(() => box[Symbol.asyncDispose]());

/** Signs in over TLS as a browser does. @returns the Set-Cookie line of the session */
async function signInOverTls(): Promise<string> {
  const first = await rawRequest(`${door}/api/auth/csrf`, { ca });
  const { csrfToken } = JSON.parse(first.text) as { csrfToken: string };
  const answer = await rawRequest(`${door}/api/auth/callback/credentials`, {
    method: 'POST',
    ca,
    headers: { origin: door, cookie: cookiesOf(first), 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrfToken, name: 'Ada', password: TEST_PASSWORD, json: 'true' }).toString(),
  });
  return answer.headers['set-cookie']?.find((line) => line.includes('session')) ?? '';
}

const cookiesOf = (answer: RawAnswer) => (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');

function certificateOf(servername: string, trusted: string): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(door).port), servername, ca: trusted }, () => {
      resolve(socket.getPeerCertificate());
      socket.end();
    });
    socket.on('error', reject);
  });
}

describe('the TLS door', () => {
  it("shows a certificate of the box's own authority, for its names and addresses", async () => {
    expect(door).toBe(`https://${name}:${new URL(door).port}`);
    const certificate = await certificateOf(name, ca);
    expect(certificate.subjectaltname).toContain(`DNS:${name}`);
    expect(certificate.subjectaltname).toContain('IP Address:127.0.0.1');
    await expect(certificateOf('other.example', ca)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    await expect(rawRequest(`${door}/healthz`)).rejects.toThrow(/certificate/);
  });

  it('gives the authority to compare and to trust', async () => {
    const der = await rawRequest(`${box.url}/certificate/ca.crt`);
    expect(der.headers['content-type']).toBe('application/x-x509-ca-cert');
    const { fingerprint256, ca: isAuthority } = new X509Certificate(ca);
    expect(isAuthority).toBe(true);
    const facts = JSON.parse((await rawRequest(`${door}/trpc/session.box`, { ca })).text).result.data;
    expect(facts).toMatchObject({ secure: true, hostName: name, certificate: { own: true, fingerprint: fingerprint256 } });
    expect(facts.certificate.validUntilMs).toBeGreaterThan(Date.now());
  });

  it('keeps its keys to the service user', async () => {
    for (const file of ['authority.pem', 'server.pem', 'cookie-secret', 'audit.pem']) {
      expect((await stat(join(box.dataDir, 'keys', file))).mode & 0o777, file).toBe(0o600);
    }
    expect((await stat(box.controlSocket)).mode & 0o777).toBe(0o600);
  });

  it('sets cookies for TLS alone, and promises no browser more than it can keep', async () => {
    await setUpAdmin(box);
    const line = await signInOverTls();
    expect(line).toMatch(/^__Host-cloister-session=/);
    expect(line).toMatch(/; Secure/);
    expect(line).toMatch(/; HttpOnly/);
    expect((await rawRequest(`${door}/healthz`, { ca })).headers['strict-transport-security']).toBeUndefined();
  });

  it('serves 20 tabs, each with a live connection', async () => {
    const cookie = (await signInOverTls()).split(';')[0] ?? '';
    const tabs = Array.from({ length: 20 }, () => openTab(door, cookie, ca));
    let told = 0;
    const count = () => {
      told += 1;
    };
    for (const tab of tabs) tab.call.queue.watch.subscribe(undefined, { onData: count });
    await waitFor(() => told >= 20);
    const names = await Promise.all(tabs.map(async (tab) => (await tab.call.session.me.query())?.name));
    expect(new Set(names)).toEqual(new Set(['Ada']));
    expect((await rawRequest(`${door}/trpc/session.me`, { ca, headers: { cookie } })).text).toContain('Ada');
    await Promise.all(tabs.map((tab) => tab.close()));
  });

  it('refuses a foreign name and a foreign page like the plain one', async () => {
    expect((await rawRequest(`${door}/healthz`, { ca, headers: { host: 'evil.example' } })).status).toBe(421);
    expect((await rawRequest(`${door}/trpc/session.me`, { ca, headers: { origin: box.url } })).status).toBe(403);
  });
});

describe('the certificate', () => {
  it('outlives a restart, and the authority a change of names', async () => {
    await using folder = await tempFolder();
    const dataDir = join(folder.path, 'data');
    const authorityOf = async (names: string) => {
      await using again = await startAppliance({ dataDir, env: { ...env, CLOISTER_NAMES: names } });
      const authority = (await rawRequest(`${again.url}/certificate/ca.pem`)).text;
      const host = `${names.split(',').at(-1)}:${new URL(again.urls[1] ?? '').port}`;
      const { status } = await rawRequest(`https://${host}/healthz`, { ca: authority });
      await again.stop();
      return { authority, status };
    };
    const first = await authorityOf('one.example');
    const second = await authorityOf('one.example,two.example');
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.authority).toBe(first.authority);
  });

  it('of the site is used where one is given, and one that cannot be read stops the start with a sentence', async () => {
    const own = join(box.dataDir, 'keys/server.pem');
    await using site = await startAppliance({ env: { ...env, CLOISTER_TLS_CERT: own, CLOISTER_TLS_KEY: own } });
    const answer = await rawRequest(`${site.urls[1]}/trpc/session.box`, { ca });
    expect(JSON.parse(answer.text).result.data.certificate).toMatchObject({ own: false });
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    expect((await rawRequest(`${site.url}/certificate/ca.crt`)).status).toBe(404);
    expect((await rawRequest(`${site.url}/healthz`)).headers['strict-transport-security']).toBeUndefined();
    const missing = startAppliance({ env: { ...env, CLOISTER_TLS_CERT: '/nowhere.crt', CLOISTER_TLS_KEY: own } });
    await expect(missing).rejects.toMatchObject({ code: 'certificate.unreadable', params: { file: '/nowhere.crt' } });
  });

  it('is what links for people name, whichever door they were made at', async () => {
    const console_ = trpcOverSocket(box.controlSocket);
    const { link, linkIsLocal } = await console_.users.reset.mutate({ name: 'Ada' });
    expect([new URL(link).origin, linkIsLocal]).toEqual([door, false]);
    const root = await addPerson(box, 'Root', 'admin');
    const again = await root.call.users.reset.mutate({ name: 'Ada' });
    expect([new URL(again.link).origin, again.linkIsLocal]).toEqual([door, false]);
  });
});
