import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { limits } from '#server/platform/index.ts';
import { rawRequest } from '#test/support/raw-request.ts';
import { setUpAdmin, type TestPerson } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { waitFor } from '#test/support/wait-for.ts';

const name = 'box.example';

let box: TestAppliance;
let ada: TestPerson;
let ca: string;
beforeAll(async () => {
  box = await startAppliance({ env: { CLOISTER_LISTEN: '127.0.0.1:0', CLOISTER_NAMES: name } });
  ada = await setUpAdmin(box);
  ca = (await rawRequest(`${box.url}/certificate/ca.pem`)).text;
});
afterAll(() => box[Symbol.asyncDispose]());

type Raw = { socket: Socket; said: () => string; isClosed: () => boolean };

/** A connection that sends what it likes, on either door. */
function dial(door: 'plain' | 'tls'): Raw {
  const [plain = '', tls = ''] = box.urls;
  const at = { host: '127.0.0.1', port: Number(new URL(door === 'plain' ? plain : tls).port) };
  const socket = door === 'plain' ? connect(at) : connectTls({ ...at, servername: name, ca });
  let said = '';
  let closed = false;
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
  });
  socket.on('data', (text) => {
    said += String(text);
  });
  return { socket, said: () => said, isClosed: () => closed };
}

const hostOf = (door: 'plain' | 'tls') => new URL(box.urls[door === 'plain' ? 0 : 1] ?? '').host;
const isAnswering = async () => (await rawRequest(`${box.url}/healthz`)).status === 200;
const post = (path: string, body: string) =>
  rawRequest(`${box.url}/trpc/${path}`, { method: 'POST', headers: { 'content-type': 'application/json', cookie: ada.cookie }, body });
const codeOf = (text: string) => {
  const { error } = JSON.parse(text) as { error: { code: string; data?: { code: string } } };
  return error.data?.code ?? error.code;
};

it('connections that never finish their headers are ended on each door, and others are answered meanwhile', async () => {
  const slow = (['plain', 'tls'] as const).flatMap((door) => Array.from({ length: 50 }, () => ({ door, ...dial(door) })));
  for (const { door, socket } of slow) socket.write(`GET /healthz HTTP/1.1\r\nHost: ${hostOf(door)}\r\nX-Slow: `);
  expect(await isAnswering()).toBe(true);
  await waitFor(() => slow.every(({ isClosed }) => isClosed()), { timeoutMs: limits.requestHeadersMs * 3, what: 'the end of all' });
  expect(slow.every(({ said }) => said() === '' || said().startsWith('HTTP/1.1 408'))).toBe(true);
});

describe.each(['plain', 'tls'] as const)('the %s door', (door) => {
  it('refuses headers without end', async () => {
    const flood = dial(door);
    flood.socket.write(`GET /healthz HTTP/1.1\r\nHost: ${hostOf(door)}\r\n`);
    for (let n = 0; n < 2_000; n += 1) flood.socket.write(`X-Flood-${n}: ${'x'.repeat(100)}\r\n`);
    await waitFor(flood.isClosed, { what: 'the end of the connection' });
    expect(flood.said()).toMatch(/^(HTTP\/1\.1 431 |$)/);
    expect(await isAnswering()).toBe(true);
  });

  it('refuses two Host headers, a request that is none, and a length that is given twice', async () => {
    const host = `Host: ${hostOf(door)}\r\n`;
    for (const request of [
      `GET /healthz HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`,
      'GET /healthz HTTP/1.1\r\n\r\n',
      'HELO box\r\n\r\n',
      `POST /trpc/session.me HTTP/1.1\r\n${host}Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345`,
      `POST /trpc/session.me HTTP/1.1\r\n${host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
      `GET http://evil.example/healthz HTTP/1.1\r\n${host}\r\n`,
    ]) {
      const raw = dial(door);
      raw.socket.write(request);
      await waitFor(() => raw.said() !== '' || raw.isClosed(), { what: 'an answer' });
      expect(raw.said(), request).toMatch(/^HTTP\/1\.1 4\d\d /);
      raw.socket.destroy();
    }
  });

  it('opens no live connection to a page of another site, nor under another name', async () => {
    const [plain = '', tls = ''] = box.urls;
    const open = (headers: Record<string, string>) => {
      const address = new URL(`/trpc/live`, door === 'plain' ? plain : tls);
      const url = `${door === 'plain' ? 'ws' : 'wss'}://127.0.0.1:${address.port}/trpc/live`;
      const socket = new WebSocket(url, { headers: { host: address.host, cookie: ada.cookie, ...headers }, ca });
      return new Promise<string>((resolve) => {
        socket.on('error', (error) => resolve(error.message));
        socket.on('open', () => resolve('opened'));
      });
    };
    expect(await open({ origin: 'https://evil.example' })).toBe('Unexpected server response: 403');
    expect(await open({ origin: door === 'plain' ? tls : plain })).toBe('Unexpected server response: 403');
    expect(await open({ host: 'evil.example' })).toBe('Unexpected server response: 421');
  });
});

describe('a question', () => {
  it('of a megabyte is refused with its limit, and leaves no conversation', async () => {
    const text = 'a'.repeat(2 ** 20);
    const answer = await post('chat.ask', JSON.stringify({ text, repositories: [], mode: 'chat' }));
    expect([answer.status, codeOf(answer.text)]).toEqual([413, 'question.tooLong']);
    expect(await ada.call.chat.list.query()).toEqual([]);
  });
});

describe('JSON', () => {
  it.each([
    ['lists in lists', `${'['.repeat(900_000)}${']'.repeat(900_000)}`],
    ['objects in objects', `${'{"a":'.repeat(300_000)}1${'}'.repeat(300_000)}`],
    ['lists where a text belongs', `{"text":${'['.repeat(900_000)}${']'.repeat(900_000)},"repositories":[],"mode":"chat"}`],
  ])('of %s without end is refused, and the appliance goes on', async (_what, body) => {
    const answer = await post('chat.ask', body);
    expect([answer.status, codeOf(answer.text)]).toEqual([400, 'request.invalid']);
    expect(answer.text.length).toBeLessThan(5_000);
    expect(await isAnswering()).toBe(true);
  });
});
