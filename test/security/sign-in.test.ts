import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trpcOverSocket } from '#test/support/control-client.ts';
import {
  addPerson,
  callAs,
  cookiesOf,
  postAuth,
  setUpAdmin,
  signIn,
  signOut,
  TEST_PASSWORD,
  type TestPerson,
} from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';

let box: TestAppliance;
let ada: TestPerson;
beforeAll(async () => {
  box = await startAppliance();
  expect(box.setUpLink).toMatch(/^http:\/\/localhost:\d+\/setup#[\w-]{20,}$/);
  const others = callAs(box.url).session.setUp.mutate({ secret: 'whoever comes first', name: 'Eve', password: TEST_PASSWORD });
  await expect(others).rejects.toMatchObject({ data: { code: 'session.linkInvalid' } });
  ada = await setUpAdmin(box);
});
afterAll(() => box[Symbol.asyncDispose]());

describe('signing in', () => {
  it('makes the first administrator by the link, once', async () => {
    expect(await ada.call.session.me.query()).toMatchObject({ name: 'Ada', role: 'admin' });
    expect(await callAs(box.url).session.box.query()).toMatchObject({ needsSetUp: false, secure: false });
    await expect(setUpAdmin(box, 'Eve')).rejects.toMatchObject({ data: { code: 'session.linkInvalid' } });
  });

  it('sets a cookie that scripts cannot read and other sites do not send', async () => {
    const answer = await postAuth(box.url, 'callback/credentials', { name: 'Ada', password: TEST_PASSWORD, callbackUrl: '/' });
    const line = answer.headers.getSetCookie().find((one) => one.startsWith('cloister-session='));
    expect(line).toMatch(/; HttpOnly/);
    expect(line).toMatch(/; SameSite=Lax/);
    expect(line).toMatch(/; Path=\//);
    expect(line).not.toMatch(/Secure|Domain/);
  });

  it('refuses a wrong password with words and no session', async () => {
    const answer = await postAuth(box.url, 'callback/credentials', { name: 'Ada', password: 'wrong password!', callbackUrl: '/' });
    expect(answer.status).toBe(401);
    expect(cookiesOf(answer).filter((one) => one.startsWith('cloister-session='))).toEqual([]);
    const { url } = (await answer.json()) as { url: string };
    const error = JSON.parse(new URL(url).searchParams.get('error') ?? '{}');
    expect(error).toMatchObject({ code: 'session.wrongPassword', message: 'Name and password do not match.' });
    expect(JSON.stringify(error)).not.toMatch(/stack|\.ts/);
  });

  it('leads nowhere but to this appliance afterwards', async () => {
    for (const callbackUrl of ['https://evil.example/', '//evil.example/', 'javascript:alert(1)', 'http://[']) {
      const answer = await postAuth(box.url, 'callback/credentials', { name: 'Ada', password: TEST_PASSWORD, callbackUrl });
      const { url } = (await answer.json()) as { url: string };
      expect(new URL(url).origin, callbackUrl).toBe(box.url);
    }
  });

  it('is nobody with a cookie that this box did not make', async () => {
    const forged = `${ada.cookie.slice(0, -4)}AAAA`;
    expect(await callAs(box.url, forged).session.me.query()).toBeNull();
    expect(await callAs(box.url, 'cloister-session=x').session.me.query()).toBeNull();
    expect(await callAs(box.url, ada.cookie.replace('cloister-session', '__Host-cloister-session')).session.me.query()).toBeNull();
  });
});

describe('signing out', () => {
  it('kills a copied cookie', async () => {
    const grace = await addPerson(box, 'Grace');
    const copied = grace.cookie;
    expect(await callAs(box.url, copied).session.me.query()).toMatchObject({ name: 'Grace' });
    await signOut(box, grace);
    expect(await callAs(box.url, copied).session.me.query()).toBeNull();
    await expect(callAs(box.url, copied).session.list.query()).rejects.toMatchObject({
      data: { code: 'session.required', httpStatus: 401 },
    });
  });
});

describe('roles', () => {
  it('are asked on each call, not remembered by a cookie', async () => {
    const edsger = await addPerson(box, 'Edsger', 'admin');
    expect(await edsger.call.users.list.query()).not.toHaveLength(0);
    await ada.call.users.setRole.mutate({ name: 'Edsger', role: 'member' });
    await expect(edsger.call.users.list.query()).rejects.toMatchObject({ data: { code: 'right.missing', httpStatus: 403 } });
    const records = await trpcOverSocket(box.controlSocket).audit.open.mutate({ filter: { actions: ['access.refused'] } });
    expect(records.total).toBeGreaterThan(0);
  });

  it('give a person a link to choose a password, at the address that the administrator came by', async () => {
    const added = await ada.call.users.add.mutate({ name: 'Barbara', role: 'member' });
    const link = new URL(added.link ?? 'none:');
    expect(link.origin).toBe(box.url);
    const secret = link.hash.slice(1);
    await callAs(box.url).session.choosePassword.mutate({ secret, password: TEST_PASSWORD });
    expect((await signIn(box, 'barbara')).cookie).toContain('cloister-session=');
  });
});
