import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { act, pageOfRecords } from '#server/audit/index.ts';
import { type Actor, db, limits, type Person } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { waitFor } from '#test/support/wait-for.ts';
import {
  addUser,
  authorize,
  choosePassword,
  createFirstAdmin,
  linkState,
  listSessions,
  listUsers,
  loadActor,
  loadActorById,
  makeFirstAdminLink,
  needsSetUp,
  onRightsChanged,
  onSessionClosed,
  removeUser,
  resetUser,
  resumeUser,
  revokeSessions,
  setRole,
  signIn,
  signOut,
  suspendUser,
  userTarget,
  userTargetByName,
} from './index.ts';

const system: Actor = { kind: 'system', part: 'main' };
const consoleActor: Actor = { kind: 'console', unixUser: 'root' };
const box = authorize(consoleActor, 'administer', { kind: 'appliance', id: 'box' });
const password = 'correct horse battery staple';
const address = '10.0.0.7';
const browser = { address, userAgent: 'Firefox' };

let database: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
  await act(system, 'appliance.stopped', async (tx) => {
    await tx.user.deleteMany();
    await tx.oneTimeLink.deleteMany();
    await tx.signInThrottle.deleteMany();
    return { record: { reason: 'next test' }, result: undefined };
  });
});

const asUser = (id: string) => authorize(consoleActor, 'administer', userTarget(id));
const newest = async (count = 1) =>
  (await pageOfRecords({}, null, count)).map(({ action, outcome, actor, details }) => ({ action, outcome, actor, details }));

async function admin(name = 'Ada'): Promise<string> {
  const { user } = await addUser(consoleActor, box, { name, role: 'admin', password });
  return user.id;
}

describe('the first administrator', () => {
  it('is made by the link, once', async () => {
    expect(await needsSetUp()).toBe(true);
    const { secret } = await makeFirstAdminLink(system);
    const first = { secret, name: 'Ada', password, address };
    expect(await createFirstAdmin(first)).toMatchObject({ name: 'Ada', role: 'admin' });
    expect(await needsSetUp()).toBe(false);
    await expect(createFirstAdmin({ ...first, name: 'Eve' })).rejects.toMatchObject({ code: 'session.linkInvalid' });
    await expect(makeFirstAdminLink(system)).rejects.toMatchObject({ code: 'user.exists' });
    expect(await db().oneTimeLink.count({ where: { tokenHash: secret } })).toBe(0);
  });

  it('is made once of two who hold the link at the same moment', async () => {
    const { secret } = await makeFirstAdminLink(system);
    const tries = ['Ada', 'Eve'].map((name) => createFirstAdmin({ secret, name, password, address }));
    const settled = await Promise.allSettled(tries);
    expect(settled.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await db().user.count()).toBe(1);
  });

  it('is nobody without the link, with an older link, or after its time', async () => {
    const older = await makeFirstAdminLink(system);
    const newer = await makeFirstAdminLink(system);
    const tries = [older.secret, 'guess', ''];
    for (const secret of tries) {
      await expect(createFirstAdmin({ secret, name: 'Eve', password, address })).rejects.toMatchObject({ code: 'session.linkInvalid' });
    }
    await act(system, 'appliance.stopped', async (tx) => {
      await tx.oneTimeLink.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
      return { record: { reason: 'the hour passed' }, result: undefined };
    });
    await expect(createFirstAdmin({ secret: newer.secret, name: 'Eve', password, address })).rejects.toMatchObject({
      code: 'session.linkInvalid',
    });
  });

  it('keeps the link when the password is too short', async () => {
    const { secret } = await makeFirstAdminLink(system);
    const short = 'x'.repeat(limits.passwordLengthMin - 1);
    await expect(createFirstAdmin({ secret, name: 'Ada', password: short, address })).rejects.toMatchObject({ code: 'user.passwordWeak' });
    await createFirstAdmin({ secret, name: 'Ada', password: `${short}x`, address });
  });
});

describe('signing in', () => {
  it('opens a session that is somebody, and records it', async () => {
    const id = await admin();
    const { sessionId, user } = await signIn({ name: 'ADA', password, ...browser });
    expect(user).toEqual({ id, name: 'Ada', role: 'admin' });
    expect(await loadActor(sessionId, address)).toEqual({ kind: 'person', id, name: 'Ada', role: 'admin', sessionId, address });
    expect(await newest()).toMatchObject([{ action: 'session.opened', outcome: 'done', details: { userId: id, userAgent: 'Firefox' } }]);
    expect(JSON.stringify(await newest())).not.toContain(sessionId);
  });

  it('refuses a wrong password and an unknown name in the same words, and records neither text', async () => {
    const id = await admin();
    await expect(signIn({ name: 'Ada', password: 'wrong password!', ...browser })).rejects.toMatchObject({ code: 'session.wrongPassword' });
    await expect(signIn({ name: 'hunter2hunter2', password, ...browser })).rejects.toMatchObject({ code: 'session.wrongPassword' });
    const [unknown, wrong] = await newest(2);
    expect(wrong).toMatchObject({
      action: 'session.refused',
      outcome: 'refused',
      actor: { kind: 'stranger', address },
      details: { userId: id, reason: 'wrongPassword', failures: 1 },
    });
    expect(unknown).toMatchObject({ action: 'session.refused', details: { userId: '', reason: 'unknownName' } });
    expect(JSON.stringify(unknown)).not.toContain('hunter2');
  });

  it('waits after too many wrong tries, for that name and address alone', async () => {
    await admin();
    const wrong = () => signIn({ name: 'Ada', password: 'wrong password!', ...browser });
    for (let i = 1; i < limits.signInFailures; i += 1) await expect(wrong()).rejects.toMatchObject({ code: 'session.wrongPassword' });
    await expect(wrong()).rejects.toMatchObject({ code: 'session.throttled', params: { failures: limits.signInFailures } });
    await expect(signIn({ name: 'Ada', password, ...browser })).rejects.toMatchObject({ code: 'session.throttled' });
    expect(await signIn({ name: 'Ada', password, address: '10.0.0.8', userAgent: '' })).toHaveProperty('sessionId');
  });

  it('counts tries made at the same moment one by one', async () => {
    await admin();
    const tries = Array.from({ length: 12 }, () => signIn({ name: 'Ada', password: 'wrong password!', ...browser }));
    const codes = (await Promise.allSettled(tries)).map((one) => (one.status === 'rejected' ? one.reason.code : 'signed in'));
    expect(codes.filter((code) => code === 'session.wrongPassword')).toHaveLength(limits.signInFailures - 1);
    expect(codes.filter((code) => code === 'session.throttled')).toHaveLength(12 - limits.signInFailures + 1);
  });

  it('slows an address that tries many names, and no other', async () => {
    await admin();
    const codes: string[] = [];
    for (let n = 0; n < 25; n += 1) {
      const host = `2001:db8:1:2::${n}`;
      const wrong = signIn({ name: `name ${n}`, password: 'wrong password!', address: host, userAgent: '' });
      codes.push(await wrong.catch((error) => error.code));
    }
    expect(codes.indexOf('session.throttled')).toBe(limits.signInFailuresWide - 1);
    const there = { name: 'Ada', password, address: '2001:db8:1:2::ffff', userAgent: '' };
    await expect(signIn(there)).rejects.toMatchObject({ code: 'session.throttled' });
    expect(await signIn({ ...there, address: '2001:db8:1:3::1' })).toHaveProperty('sessionId');
  });

  it('slows many addresses that try one name, known or not, and not where its person is signed in', async () => {
    const id = await admin();
    await signIn({ name: 'Ada', password, ...browser });
    for (const name of ['Ada', 'Nobody']) {
      const wrong = (n: number) => signIn({ name, password: 'wrong password!', address: `10.1.0.${n}`, userAgent: '' });
      const codes = await Promise.all(Array.from({ length: 25 }, (_, n) => wrong(n).catch((error) => error.code)));
      expect(
        codes.filter((code) => code === 'session.wrongPassword'),
        name,
      ).toHaveLength(limits.signInFailuresWide - 1);
    }
    const elsewhere = { name: 'Ada', password, address: '10.0.0.8', userAgent: '' };
    const waits = await signIn(elsewhere).catch((error) => error.params.retryAt);
    expect(Date.parse(waits) - Date.now()).toBeLessThanOrEqual(limits.signInWaitNameMaxMs);
    expect(await signIn({ name: 'Ada', password, ...browser })).toHaveProperty('sessionId');
    const { secret } = await resetUser(consoleActor, asUser(id));
    await choosePassword({ secret, password, address: elsewhere.address });
    expect(await signIn(elsewhere)).toHaveProperty('sessionId');
  });

  it('leaves places for others while one address tries many names', async () => {
    await admin();
    const names = Array.from({ length: limits.signInsPerAddress + 4 }, (_, n) => `name ${n}`);
    const flood = names.map((name) => signIn({ name, password: 'wrong password!', ...browser }));
    const elsewhere = signIn({ name: 'Ada', password, address: '10.0.0.9', userAgent: '' });
    const codes = (await Promise.allSettled(flood)).map((one) => (one.status === 'rejected' ? one.reason.code : 'signed in'));
    expect(codes.filter((code) => code === 'session.busy')).toHaveLength(4);
    expect(codes.filter((code) => code === 'session.wrongPassword')).toHaveLength(limits.signInsPerAddress);
    expect(await elsewhere).toHaveProperty('sessionId');
  });

  it('is not possible without a password, with an empty one, or while suspended', async () => {
    const { user } = await addUser(consoleActor, box, { name: 'Grace', role: 'member' });
    await expect(signIn({ name: 'Grace', password: '', ...browser })).rejects.toMatchObject({ code: 'session.wrongPassword' });
    await admin();
    const second = await addUser(consoleActor, box, { name: 'Edsger', role: 'member', password });
    await suspendUser(consoleActor, asUser(second.user.id));
    await expect(signIn({ name: 'Edsger', password, ...browser })).rejects.toMatchObject({ code: 'session.wrongPassword' });
    expect(await newest()).toMatchObject([{ details: { reason: 'suspended' } }]);
    await resumeUser(consoleActor, asUser(second.user.id));
    expect(await signIn({ name: 'Edsger', password, ...browser })).toHaveProperty('sessionId');
    expect(user.role).toBe('member');
  });
});

describe('a session', () => {
  it('is nobody after sign-out, after a revocation, and after the person is removed', async () => {
    await admin();
    const { user } = await addUser(consoleActor, box, { name: 'Grace', role: 'member', password });
    const closed: string[] = [];
    const stop = onSessionClosed((id) => closed.push(id));
    const open = async () => (await signIn({ name: 'Grace', password, ...browser })).sessionId;
    const expectDead = async (id: string) => {
      expect(await loadActor(id, address)).toBeNull();
      expect(closed).toContain(id);
    };

    const first = await open();
    await signOut((await loadActor(first, address)) as Person, first);
    await expectDead(first);
    const second = await open();
    await revokeSessions(consoleActor, asUser(user.id));
    await expectDead(second);
    const third = await open();
    await removeUser(consoleActor, asUser(user.id));
    await expectDead(third);
    stop();
  });

  it('cannot be ended by somebody else', async () => {
    await admin();
    await addUser(consoleActor, box, { name: 'Grace', role: 'member', password });
    const hers = (await signIn({ name: 'Grace', password, ...browser })).sessionId;
    const his = (await signIn({ name: 'Ada', password, ...browser })).sessionId;
    await signOut((await loadActor(his, address)) as Person, hers);
    expect(await loadActor(hers, address)).not.toBeNull();
  });

  it('ends when idle for too long and at its absolute end', async () => {
    const id = await admin();
    const { sessionId } = await signIn({ name: 'Ada', password, ...browser });
    const set = (data: { lastUsedAt?: Date; expiresAt?: Date }) =>
      act(system, 'appliance.stopped', async (tx) => {
        await tx.session.updateMany({ data });
        return { record: { reason: 'time passed' }, result: undefined };
      });
    await set({ lastUsedAt: new Date(Date.now() - limits.sessionIdleMs) });
    expect(await loadActor(sessionId, address)).toBeNull();
    expect(await listSessions(asUser(id))).toEqual([]);
    await set({ lastUsedAt: new Date(), expiresAt: new Date() });
    expect(await loadActor(sessionId, address)).toBeNull();
  });

  it('has its last use written once a minute, not with every request', async () => {
    await admin();
    const { sessionId } = await signIn({ name: 'Ada', password, ...browser });
    const lastUsed = async () => (await db().session.findUnique({ where: { id: sessionId } }))?.lastUsedAt.getTime() ?? 0;
    const first = await lastUsed();
    await loadActor(sessionId, address);
    const twoMinutesAgo = new Date(first - 120_000);
    await act(system, 'appliance.stopped', async (tx) => {
      await tx.session.updateMany({ data: { lastUsedAt: twoMinutesAgo } });
      return { record: { reason: 'two minutes passed' }, result: undefined };
    });
    expect(await loadActor(sessionId, address)).not.toBeNull();
    await waitFor(async () => (await lastUsed()) >= first);
    expect(await newest()).toMatchObject([{ details: { reason: 'two minutes passed' } }]);
  });

  it('of the longest unused goes when a person has too many', async () => {
    const id = await admin();
    const ids: string[] = [];
    for (let i = 0; i <= limits.sessionsPerPerson; i += 1) ids.push((await signIn({ name: 'Ada', password, ...browser })).sessionId);
    expect(await listSessions(asUser(id))).toHaveLength(limits.sessionsPerPerson);
    expect(await loadActor(ids[0] ?? '', address)).toBeNull();
    expect(await loadActor(ids.at(-1) ?? '', address)).not.toBeNull();
  });
});

describe('people', () => {
  it('choose a password by a link, once; a reset ends password, link and sessions', async () => {
    await admin();
    const { user, link } = await addUser(consoleActor, box, { name: 'Grace', role: 'member' });
    const secret = link?.secret ?? '';
    expect(await choosePassword({ secret, password, address })).toEqual({ name: 'Grace' });
    await expect(choosePassword({ secret, password, address })).rejects.toMatchObject({ code: 'session.linkInvalid' });
    const { sessionId } = await signIn({ name: 'Grace', password, ...browser });
    const again = await resetUser(consoleActor, asUser(user.id));
    expect(await loadActor(sessionId, address)).toBeNull();
    await expect(signIn({ name: 'Grace', password, ...browser })).rejects.toMatchObject({ code: 'session.wrongPassword' });
    await choosePassword({ secret: again.secret, password: `${password} 2`, address });
    expect(await signIn({ name: 'Grace', password: `${password} 2`, ...browser })).toHaveProperty('sessionId');
  });

  it('learn what a link is worth before they use it, and use nothing up by looking', async () => {
    await admin();
    const { user, link } = await addUser(consoleActor, box, { name: 'Grace', role: 'member' });
    const stateOf = (secret: string | undefined) => linkState(secret ?? '', 'setPassword');
    expect([await stateOf(link?.secret), await stateOf(link?.secret)]).toEqual(['usable', 'usable']);
    expect([await stateOf('guessed'), await linkState(link?.secret ?? '', 'firstAdmin')]).toEqual(['unknown', 'unknown']);
    await choosePassword({ secret: link?.secret ?? '', password, address });
    expect(await stateOf(link?.secret)).toBe('used');
    const again = await resetUser(consoleActor, asUser(user.id));
    expect(await stateOf(link?.secret)).toBe('unknown');
    await act(consoleActor, 'console.command', async (tx) => {
      await tx.oneTimeLink.updateMany({ data: { expiresAt: new Date(0) } });
      return { record: { command: 'time passes' }, result: undefined };
    });
    expect(await stateOf(again.secret)).toBe('expired');
  });

  it('whose names look the same are one', async () => {
    await admin('Ada');
    await expect(addUser(consoleActor, box, { name: 'ＡＤＡ', role: 'member' })).rejects.toMatchObject({ code: 'user.nameTaken' });
    await expect(userTargetByName('nobody')).rejects.toMatchObject({ code: 'user.notFound' });
    expect(await userTargetByName('ada')).toMatchObject({ kind: 'user' });
  });

  it('always have an administrator who can sign in', async () => {
    const ada = await admin();
    await addUser(consoleActor, box, { name: 'Invited', role: 'admin' });
    for (const change of [
      () => setRole(consoleActor, asUser(ada), 'member'),
      () => suspendUser(consoleActor, asUser(ada)),
      () => removeUser(consoleActor, asUser(ada)),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'user.lastAdmin' });
    }
    const eve = await admin('Eve');
    await setRole(consoleActor, asUser(ada), 'member');
    expect(await loadActorById(ada)).toMatchObject({ role: 'member' });
    expect((await listUsers(box)).map((user) => [user.name, user.role])).toEqual([
      ['Ada', 'member'],
      ['Invited', 'admin'],
      ['Eve', 'admin'],
    ]);
    expect(eve).not.toBe(ada);
  });

  it('get their new role from the next look-up on, and everybody who listens is told', async () => {
    const told: string[] = [];
    const stop = onRightsChanged((id) => told.push(id));
    await admin('Eve');
    const ada = await admin();
    const { sessionId } = await signIn({ name: 'Ada', password, ...browser });
    await setRole(consoleActor, asUser(ada), 'auditor');
    expect(await loadActor(sessionId, address)).toMatchObject({ role: 'auditor' });
    await suspendUser(consoleActor, asUser(ada));
    expect(await loadActorById(ada)).toBeNull();
    expect(told).toEqual([ada, ada]);
    stop();
  });
});
