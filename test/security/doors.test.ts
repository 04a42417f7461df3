import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { limits } from '#server/platform/index.ts';
import { openTab } from '#test/support/live-tab.ts';
import { rawRequest } from '#test/support/raw-request.ts';
import { addPerson, callAs, setUpAdmin, type TestPerson } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { waitFor } from '#test/support/wait-for.ts';

let box: TestAppliance;
let ada: TestPerson;
beforeAll(async () => {
  box = await startAppliance();
  ada = await setUpAdmin(box);
});
afterAll(() => box[Symbol.asyncDispose]());

type ErrorShape = { code: string; id: string; message: string; params: object };

const errorOf = (text: string) => {
  const { error } = JSON.parse(text) as {
    error: ErrorShape & { data?: ErrorShape };
  };
  return error.data ?? error;
};

/** Whatever went wrong, no part of the server's inside shows. */
function expectNoInside(text: string): void {
  expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\.ts\b|"stack"/);
}

describe('the Host header', () => {
  it('of another name is refused with words', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${new URL(box.url).port}`,
      'localhost.evil.example',
      'localhost@evil.example',
      '10.1.2.3',
    ]) {
      const answer = await rawRequest(`${box.url}/trpc/session.box`, { headers: { host } });
      expect([421, 400], host).toContain(answer.status);
    }
    const page = await rawRequest(box.url, { headers: { host: 'evil.example', accept: 'text/html' } });
    expect(page.status).toBe(421);
    expect(page.text).toContain('This appliance does not answer to the name evil.example.');
    expectNoInside(page.text);
  });

  it('may be any of loopback, with whatever port a tunnel gave it', async () => {
    for (const host of ['localhost', 'LOCALHOST:9', '127.0.0.1:8080', '[::1]']) {
      expect((await rawRequest(`${box.url}/healthz`, { headers: { host } })).status, host).toBe(200);
    }
  });
});

describe('a page of another site', () => {
  const evil = { origin: 'https://evil.example' };

  it('cannot call procedures, sign anybody in or out, or open a live connection', async () => {
    const body = JSON.stringify({ id: 'x' });
    const json = { 'content-type': 'application/json', cookie: ada.cookie };
    const calls = [
      rawRequest(`${box.url}/trpc/session.revoke`, { method: 'POST', headers: { ...json, ...evil }, body }),
      rawRequest(`${box.url}/trpc/session.revoke`, { method: 'POST', headers: { ...json, 'sec-fetch-site': 'cross-site' }, body }),
      rawRequest(`${box.url}/trpc/session.me`, { headers: { 'sec-fetch-site': 'same-site' } }),
      rawRequest(`${box.url}/api/auth/signout`, { method: 'POST', headers: evil, body: '' }),
      rawRequest(`${box.url}/audit/export?format=csv`, {
        headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', cookie: ada.cookie },
      }),
      rawRequest(`${box.url}/trpc/session.me`, { headers: { origin: 'null' } }),
    ];
    for (const answer of await Promise.all(calls)) {
      expect(answer.status).toBe(403);
      expect(errorOf(answer.text).code).toBe('request.foreignOrigin');
    }
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    };
    const live = await rawRequest(`${box.url}/trpc/live`, { headers: { ...upgrade, ...evil, cookie: ada.cookie } });
    expect(live.status).toBe(403);
  });

  it('may lead people here by a link', async () => {
    const visit = await rawRequest(`${box.url}/signin`, { headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } });
    expect(visit.status).toBe(404); // No pages are served in this test; the door let it pass.
  });
});

describe('malformed input', () => {
  const post = (path: string, body: string, type = 'application/json') =>
    rawRequest(`${box.url}/trpc/${path}`, { method: 'POST', headers: { 'content-type': type, cookie: ada.cookie }, body });

  it.each([
    ['JSON cut short', 'session.revoke', '{"id":', 400, 'request.invalid'],
    ['JSON of another shape', 'session.revoke', '[]', 400, 'request.invalid'],
    ['a field of another type', 'session.revoke', '{"id":7}', 400, 'request.invalid'],
    ['no body', 'session.revoke', '', 400, 'request.invalid'],
    ['a prototype as input', 'session.revoke', '{"__proto__":{"id":"x"}}', 400, 'request.invalid'],
    ['an unknown procedure', 'session.nothing', '{}', 404, 'request.notFound'],
    ['a name like a built-in', 'constructor', '{}', 404, 'request.notFound'],
    ['a role that there is not', 'users.add', '{"name":"x","role":"root"}', 400, 'request.invalid'],
  ])('%s gets a typed error and no stack', async (_what, path, body, status, code) => {
    const answer = await post(path, body);
    expect([status, 400]).toContain(answer.status);
    expect(errorOf(answer.text)).toMatchObject({ code, id: expect.stringMatching(/^[0-9a-f]{10}$/), message: expect.any(String) });
    expectNoInside(answer.text);
  });

  it('asks by GET only what changes nothing, and by POST only in JSON', async () => {
    const get = await rawRequest(`${box.url}/trpc/session.revokeAll`, { headers: { cookie: ada.cookie } });
    expect(errorOf(get.text)).toMatchObject({ code: 'request.invalid', params: { field: 'method' } });
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      expect(errorOf((await post('session.me', '{}', type)).text).code, type).toBe('request.invalid');
    }
    expect((await post('session.me', '{}')).status).toBe(200);
  });

  it('of a text to search for is told its limit, however long it is', async () => {
    const search = (length: number) => ada.call.search.run.query({ repositories: ['none'], text: 'é'.repeat(length) });
    await expect(search(limits.searchTextLength)).rejects.toMatchObject({ data: { code: 'repository.notFound' } });
    await expect(search(limits.searchTextLength + 1)).rejects.toMatchObject({
      data: { code: 'request.invalid', params: { field: 'text' } },
    });
  });

  it('in the address is refused, and the appliance goes on', async () => {
    for (const path of ['/trpc/audit.page?input=%7B', '/trpc/%', '/trpc/', '/trpc', '/%00', '/..%2f..%2fetc/passwd']) {
      const answer = await rawRequest(`${box.url}${path}`);
      expect(answer.status, path).toBeGreaterThanOrEqual(400);
      expect(answer.status, path).toBeLessThan(500);
      expectNoInside(answer.text);
    }
    const many = Array.from({ length: limits.callsPerRequest + 1 }, () => 'session.me').join(',');
    expect((await rawRequest(`${box.url}/trpc/${many}?batch=1&input=%7B%7D`)).status).toBe(400);
    expect(await ada.call.session.me.query()).toMatchObject({ name: 'Ada' });
  });
});

describe('a request body', () => {
  it('beyond the limit is refused before it is read', async () => {
    const headers = { 'content-type': 'application/json', 'content-length': String(limits.requestBytes + 1) };
    const answer = await rawRequest(`${box.url}/trpc/session.setUp`, { method: 'POST', headers });
    expect(answer.status).toBe(413);
    expect(errorOf(answer.text)).toMatchObject({ code: 'request.tooLarge', message: 'The request is larger than 2 MiB.' });
    expect((await rawRequest(`${box.url}/api/auth/callback/credentials`, { method: 'POST', headers })).status).toBe(413);
  });

  it('at the limit arrives', async () => {
    const frame = JSON.stringify({ secret: '', name: 'x', password: '' }).length;
    const body = JSON.stringify({ secret: 'x'.repeat(limits.requestBytes - frame), name: 'x', password: '' });
    expect(body).toHaveLength(limits.requestBytes);
    const answer = await rawRequest(`${box.url}/trpc/session.setUp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(errorOf(answer.text)).toMatchObject({ code: 'request.invalid' });
  });

  it('of unknown length is not taken', async () => {
    const headers = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    const answer = await rawRequest(`${box.url}/trpc/session.setUp`, { method: 'POST', headers });
    expect(answer.status).toBe(400);
  });
});

describe('every response', () => {
  it('carries the security headers, with a nonce of its own', async () => {
    const answers = await Promise.all(
      ['/signin', '/signin', '/trpc/session.box', '/healthz'].map((path) => rawRequest(`${box.url}${path}`)),
    );
    const nonces = answers.map(({ headers }) => {
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/script-src 'nonce-[A-Za-z0-9+/=]{20,}' 'strict-dynamic';/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['strict-transport-security']).toBeUndefined();
      expect(headers['x-powered-by']).toBeUndefined();
      return /nonce-([^']+)/.exec(policy)?.[1];
    });
    expect(new Set(nonces).size).toBe(answers.length);
  });

  it('of an unknown route is "not found"', async () => {
    expect((await rawRequest(`${box.url}/nowhere`)).status).toBe(404);
    expect((await rawRequest(`${box.url}/certificate/ca.crt`)).status).toBe(404);
  });
});

describe('live connections', () => {
  it('are for people who are signed in', async () => {
    const tab = openTab(box.url, '');
    await expect(waitFor(() => tab.closed.length > 0)).resolves.toBe(true);
    await tab.close();
  });

  it('of 20 tabs work at once, and calls go on beside them', async () => {
    const tabs = Array.from({ length: 20 }, () => openTab(box.url, ada.cookie));
    let told = 0;
    const count = () => {
      told += 1;
    };
    for (const tab of tabs) tab.call.queue.watch.subscribe(undefined, { onData: count });
    await waitFor(() => told >= 20);
    const answers = await Promise.all([...tabs.map((tab) => tab.call.session.me.query()), ada.call.session.me.query()]);
    expect(answers.map((answer) => answer?.name)).toEqual(Array.from({ length: 21 }, () => 'Ada'));
    await Promise.all(tabs.map((tab) => tab.close()));
  });

  it('of a revoked session close at once; those of another stay', async () => {
    const grace = await addPerson(box, 'Grace');
    const hers = openTab(box.url, grace.cookie);
    const mine = openTab(box.url, ada.cookie);
    await Promise.all([hers, mine].map((tab) => tab.call.session.me.query()));
    await grace.call.session.revokeAll.mutate();
    await waitFor(() => hers.closed.length === 1);
    expect(hers.closed).toEqual([4401]);
    expect(await mine.call.session.me.query()).toMatchObject({ name: 'Ada' });
    expect(mine.closed).toEqual([]);
    await Promise.all([hers.close(), mine.close()]);
  });

  it('close when rights change, so that what they follow is decided again', async () => {
    const edsger = await addPerson(box, 'Edsger', 'auditor');
    const tab = openTab(box.url, edsger.cookie);
    await tab.call.session.me.query();
    await ada.call.users.setRole.mutate({ name: 'Edsger', role: 'member' });
    await waitFor(() => tab.closed.length === 1);
    expect(tab.closed).toEqual([4403]);
    await tab.close();
  });

  it('follow a bounded number of things', async () => {
    const tab = openTab(box.url, ada.cookie);
    const refused: unknown[] = [];
    let told = 0;
    const count = () => {
      told += 1;
    };
    for (let i = 0; i <= limits.subscriptionsPerSocket; i += 1) {
      tab.call.queue.watch.subscribe(undefined, { onData: count, onError: (error) => refused.push(error.data) });
    }
    await waitFor(() => told >= limits.subscriptionsPerSocket && refused.length > 0);
    expect(refused).toMatchObject([{ code: 'request.tooManyLive' }]);
    await tab.close();
  });

  it('survive nonsense, each by itself', async () => {
    const open = () => {
      const socket = new WebSocket(`ws://127.0.0.1:${new URL(box.url).port}/trpc/live`, {
        headers: { host: new URL(box.url).host, cookie: ada.cookie },
      });
      const said: string[] = [];
      const closed: number[] = [];
      socket
        .on('message', (text) => said.push(String(text)))
        .on('close', (code) => closed.push(code))
        .on('error', (error) => said.push(error.message));
      return { socket, said, closed, opened: new Promise((resolve) => socket.once('open', resolve)) };
    };
    const tab = open();
    await tab.opened;
    const nonsense = [
      '',
      '{',
      'null',
      '[]',
      '[1]',
      '{"id":null,"method":"query"}',
      '{"id":1,"method":"query","params":{}}',
      '{"id":2,"method":"nothing","params":{"path":"x"}}',
    ];
    for (const text of nonsense) tab.socket.send(text);
    tab.socket.send(Buffer.from([0xff, 0x00, 0xfe]));
    tab.socket.send('{"id":3,"method":"subscription","params":{"path":"session.me"}}');
    tab.socket.send('{"id":4,"method":"query","params":{"path":"__proto__.constructor"}}');
    tab.socket.send('{"id":5,"method":"query","params":{"path":"session.me"}}');
    await waitFor(() => tab.said.some((text) => text.includes('"id":5') && text.includes('Ada')));
    for (const text of tab.said) expectNoInside(text);

    const greedy = open();
    await greedy.opened;
    greedy.socket.send('x'.repeat(limits.requestBytes + 1));
    await waitFor(() => greedy.closed.length > 0);
    expect(greedy.closed).toEqual([1009]);
    expect(tab.closed).toEqual([]);
    tab.socket.terminate();
  });

  it('are the only way to follow something: over HTTP a revocation could not end it', async () => {
    const answer = await rawRequest(`${box.url}/trpc/queue.watch`, { headers: { cookie: ada.cookie, accept: 'text/event-stream' } });
    expect(answer.text).toContain('request.invalid');
    expect(await callAs(box.url, ada.cookie).session.me.query()).toMatchObject({ name: 'Ada' });
  });
});
