import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWebWhenStale } from '#scripts/up/web-build.ts';
import { openNextPages } from '#server/main/pages.ts';
import { openTab } from '#test/support/live-tab.ts';
import { type RawAnswer, rawRequest } from '#test/support/raw-request.ts';
import { callAs, postAuth, setUpAdmin, signIn, signOut, TEST_PASSWORD, type TestPerson } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';

let box: TestAppliance;
let ada: TestPerson;
beforeAll(async () => {
  await buildWebWhenStale(new AbortController().signal);
  box = await startAppliance({ pages: true });
  ada = await setUpAdmin(box);
}, 300_000);
afterAll(() => box[Symbol.asyncDispose]());

const page = (path: string, headers: Record<string, string> = {}) =>
  rawRequest(`${box.url}${path}`, { headers: { accept: 'text/html', ...headers } });

function nonceOf({ headers }: RawAnswer): string {
  return /'nonce-([^']+)'/.exec(String(headers['content-security-policy']))?.[1] ?? 'none';
}

/** Script and style tags of a page without the nonce of its own response. */
function tagsWithoutNonce(answer: RawAnswer): string[] {
  const tags = answer.text.match(/<(?:script|style)\b[^>]*>/g) ?? [];
  expect(tags.length).toBeGreaterThan(0);
  return tags.filter((tag) => !tag.includes(`nonce="${nonceOf(answer)}"`));
}

describe('a page', () => {
  it('runs only scripts that carry the nonce of its own response, whether it is there or not', async () => {
    for (const path of ['/signin', '/certificate', '/nowhere', '/r/a/b/c/d']) {
      const answer = await page(path, { cookie: ada.cookie });
      expect(tagsWithoutNonce(answer), path).toEqual([]);
    }
    expect((await page('/nowhere')).status).toBe(404);
  });

  it('shows nothing to a stranger', async () => {
    const answer = await page('/chat');
    expect(answer.status).toBeGreaterThanOrEqual(300);
    expect(answer.status).toBeLessThan(400);
    expect(new URL(String(answer.headers.location), box.url).pathname).toBe('/signin');
  });

  it('is not led astray by headers that steer Next or name another host', async () => {
    const middleware = 'middleware:middleware:middleware:middleware:middleware';
    const steered = {
      'x-middleware-subrequest': middleware,
      'x-nextjs-data': '1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
    };
    const answer = await page('/chat', steered);
    expect(String(answer.headers.location)).not.toContain('evil.example');
    expect(answer.status).toBe((await page('/chat')).status);
    const providers = await rawRequest(`${box.url}/api/auth/providers`, { headers: { 'x-forwarded-host': 'evil.example' } });
    expect(providers.text).toContain(box.url);
    expect(providers.text).not.toContain('evil.example');
    const own = { 'content-security-policy': "script-src 'nonce-mine'", 'x-nonce': 'mine' };
    expect((await page('/signin', own)).text).not.toContain('nonce="mine"');
  });
});

describe("next-auth's route", () => {
  it('signs in and out, and a copied cookie dies with the session', async () => {
    const again = await signIn(box, 'Ada');
    expect(await again.call.session.me.query()).toMatchObject({ name: 'Ada' });
    const session = async () => (await rawRequest(`${box.url}/api/auth/session`, { headers: { cookie: again.cookie } })).text;
    expect(Date.parse(JSON.parse(await session()).expires)).toBeGreaterThan(Date.now());
    await signOut(box, again);
    expect(await callAs(box.url, again.cookie).session.me.query()).toBeNull();
    expect(Date.parse(JSON.parse(await session()).expires)).toBe(0);
  });

  it('leads nowhere else, and refuses with words', async () => {
    for (const callbackUrl of ['https://evil.example/', '//evil.example', 'javascript:alert(1)']) {
      const answer = await postAuth(box.url, 'callback/credentials', { name: 'Ada', password: TEST_PASSWORD, callbackUrl });
      expect(new URL(((await answer.json()) as { url: string }).url).origin).toBe(box.url);
    }
    await expect(signIn(box, 'Ada', 'wrong password!')).rejects.toThrow(/"code":"session.wrongPassword"/);
  });

  it('takes no large body, and answers nonsense without a stack', async () => {
    const form = 'application/x-www-form-urlencoded';
    for (const [path, type, body] of [
      ['/api/auth/callback/credentials', 'application/json', '{"name":'],
      ['/api/auth/callback/credentials', form, '%E0%A4%A=&json=true'],
      ['/api/auth/callback/credentials', form, 'name[]=a&name[]=b&csrfToken[]=x'],
      ['/api/auth/callback/nobody', form, 'json=true'],
      ['/api/auth/nothing/at/all', form, ''],
      ['/api/auth/signin/%00', form, ''],
    ] as const) {
      const headers = { 'content-type': type, origin: box.url };
      const answer = await rawRequest(`${box.url}${path}`, { method: 'POST', headers, body });
      expect(answer.status, path).toBeLessThan(500);
      expect(answer.text, path).not.toMatch(/\bat .+:\d+:\d+|node_modules/);
    }
  });
});

describe('upgrades', () => {
  it('have one listener after pages were served: Next adds none', async () => {
    const pages = await openNextPages({ folder: process.cwd(), isDevelopment: false, port: 0 });
    const server = createServer((request, response) => void pages.serve(request, response));
    server.on('upgrade', (request, socket, head) => pages.upgrade(request, socket, head));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect((await rawRequest(`http://localhost:${port}/_next/static/nothing.js`)).status).toBe(404);
    expect(server.listenerCount('upgrade')).toBe(1);
    server.closeAllConnections();
    server.close();
    await pages.close();
  });

  it('of a path that a page matches are refused, and live connections go on beside pages', async () => {
    const tab = openTab(box.url, ada.cookie);
    expect(await tab.call.session.me.query()).toMatchObject({ name: 'Ada' });
    expect((await page('/r/a/b/c', { cookie: ada.cookie })).status).toBeGreaterThanOrEqual(200);
    const upgrade = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    };
    for (const path of ['/r/a/b/c', '/_next/webpack-hmr', '/_next/hmr', '/trpc/live/x', 'http://10.0.0.1/']) {
      const answer = await rawRequest(`${box.url}/`.replace(/\/$/, path.startsWith('/') ? path : `/?${path}`), { headers: upgrade });
      expect(answer.status, path).toBe(404);
    }
    expect(await tab.call.session.me.query()).toMatchObject({ name: 'Ada' });
    expect(tab.closed).toEqual([]);
    await tab.close();
  });
});
