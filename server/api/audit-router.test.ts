import { afterEach, expect, it } from 'vitest';
import { record } from '#server/audit/index.ts';
import { addUser, authorize, removeUser, suspendUser, userTarget } from '#server/identity/index.ts';
import { db, type Person } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { auditRouter } from './audit-router.ts';
import { openVerification } from './audit-verification.ts';
import { contextOf } from './context.ts';
import { createCallerFactory } from './trpc.ts';

const callerOf = createCallerFactory(auditRouter);
const person = (id: string, role: Person['role']): Person => ({ kind: 'person', id, name: id, role, address: '127.0.0.1' });
const asAuditor = callerOf(contextOf(person('verity', 'auditor')));
const anyTime = { actorIds: [], actions: [], outcomes: [] };

let box: Awaited<ReturnType<typeof openTestDatabase>> | null = null;
afterEach(async () => {
  await box?.[Symbol.asyncDispose]();
  box = null;
});

async function logOf(count: number): Promise<void> {
  box = await openTestDatabase();
  for (let at = 0; at < count; at += 1) await record(person('ada', 'member'), 'console.command', { command: `n${at}` });
}

it('records a view once, however many of its pages are read', async () => {
  await logOf(5);
  const { viewId, total } = await asAuditor.open({ filter: anyTime });
  expect(total).toBe(5);
  const first = await asAuditor.page({ viewId, filter: anyTime, limit: 2 });
  const second = await asAuditor.page({ viewId, filter: anyTime, beforeIndex: first.at(-1)?.index ?? 0, limit: 10 });
  expect([...first, ...second].map((row) => row.index)).toEqual([4, 3, 2, 1, 0]);
  expect(await db().auditRecord.count({ where: { action: 'audit.viewed' } })).toBe(1);
});

it('stays what it was when it was opened, in its pages and its figures', async () => {
  await logOf(2);
  const { viewId, total } = await asAuditor.open({ filter: anyTime });
  await record(person('ada', 'member'), 'console.command', { command: 'later' });
  expect(await asAuditor.page({ viewId, filter: anyTime })).toHaveLength(total);
  const { outcomes } = await asAuditor.facets({ viewId, filter: anyTime });
  expect(outcomes).toEqual([{ value: 'done', label: 'done', count: total }]);
});

it('gives no page under another filter than the recorded one, nor to somebody else', async () => {
  await logOf(1);
  const filter = { ...anyTime, text: 'ada' };
  const { viewId } = await asAuditor.open({ filter });
  await expect(asAuditor.page({ viewId, filter })).resolves.toHaveLength(1);
  const missing = { cause: { code: 'request.notFound' } };
  await expect(asAuditor.page({ viewId, filter: anyTime })).rejects.toMatchObject(missing);
  await expect(asAuditor.page({ viewId, filter: { ...filter, text: 'bob' } })).rejects.toMatchObject(missing);
  await expect(callerOf(contextOf(person('other', 'auditor'))).page({ viewId, filter })).rejects.toMatchObject(missing);
  await expect(asAuditor.page({ viewId: 'x', filter })).rejects.toMatchObject(missing);
});

it('keeps the words that an auditor looked for out of the log', async () => {
  await logOf(0);
  await asAuditor.open({ filter: { ...anyTime, text: 'zanzibar' } });
  const row = await db().auditRecord.findFirstOrThrow({ where: { action: 'audit.viewed' } });
  const bytes = Buffer.from(row.bytes).toString('utf8');
  expect(bytes).not.toContain('zanzibar');
  expect(JSON.parse(bytes).details.filter.textDigest).toMatch(/^[0-9a-f]{64}$/);
});

it('counts in the histogram what lies outside of the chosen time too', async () => {
  await logOf(3);
  const filter = { ...anyTime, fromMs: 0, untilMs: 1 };
  const { viewId, total } = await asAuditor.open({ filter });
  expect(total).toBe(0);
  const nowMs = Date.now();
  const bins = await asAuditor.histogram({ viewId, filter, spanFromMs: nowMs - 3_600_000, spanUntilMs: nowMs + 3_600_000, bins: 4 });
  expect(bins.map((bin) => bin.records).reduce((sum, records) => sum + records)).toBe(3);
});

it('shows a record with its proof, and says where there is none', async () => {
  await logOf(2);
  const { viewId } = await asAuditor.open({ filter: anyTime });
  const found = await asAuditor.record({ viewId, filter: anyTime, index: 1 });
  expect(found.proof.isProven).toBe(true);
  expect(found.record.details).toEqual({ command: 'n1' });
  await expect(asAuditor.record({ viewId, filter: anyTime, index: 99 })).rejects.toMatchObject({ cause: { code: 'request.notFound' } });
});

it('names the people that records are about, who are there and who are gone, beside the bytes and never in them', async () => {
  await logOf(0);
  const admin = person('root', 'admin');
  const everything = authorize(admin, 'administer', { kind: 'appliance', id: 'box' });
  const grace = await addUser(admin, everything, { name: 'Grace', role: 'member' });
  const ben = await addUser(admin, everything, { name: 'Ben', role: 'member' });
  for (const { user } of [grace, ben]) await suspendUser(admin, authorize(admin, 'administer', userTarget(user.id)));
  await removeUser(admin, authorize(admin, 'administer', userTarget(ben.user.id)));
  const filter = { ...anyTime, actions: ['user.suspended'] };
  const { viewId } = await asAuditor.open({ filter });
  const page = await asAuditor.page({ viewId, filter });
  expect(page.map(({ people }) => Object.values(people))).toEqual([['Ben'], ['Grace']]);
  const found = await asAuditor.record({ viewId, filter, index: page[0]?.index ?? -1 });
  expect(found.people).toEqual({ [ben.user.id]: 'Ben' });
  expect(found.record.details).toEqual({ userId: ben.user.id });
  // Whom an auditor looked for is named too.
  await asAuditor.open({ filter: { ...anyTime, actorIds: [grace.user.id, 'console'] } });
  const viewed = { ...anyTime, actions: ['audit.viewed'] };
  const again = await asAuditor.open({ filter: viewed });
  const [newest] = await asAuditor.page({ viewId: again.viewId, filter: viewed });
  expect(newest?.people).toEqual({ [grace.user.id]: 'Grace' });
});

it('refuses members, and records that', async () => {
  await logOf(0);
  await expect(callerOf(contextOf(person('ada', 'member'))).state()).rejects.toMatchObject({ cause: { code: 'right.missing' } });
  expect(await db().auditRecord.count({ where: { action: 'access.refused', outcome: 'refused' } })).toBe(1);
});

it('verifies the log for two who ask at once, and records both', async () => {
  await logOf(4);
  if (box) openVerification(box.auditFiles);
  const [one, other] = await Promise.all([asAuditor.verify(), asAuditor.verify()]);
  expect(one).toMatchObject({ ok: true, records: 4 });
  expect(other.records).toBe(4);
  expect(await db().auditRecord.count({ where: { action: 'audit.verified', outcome: 'done' } })).toBe(2);
});

it('takes a time that no Date can hold, and a view that cannot be, for what they are', async () => {
  await logOf(1);
  const { viewId } = await asAuditor.open({ filter: anyTime });
  const never = Number.MAX_SAFE_INTEGER;
  const spans = { spanFromMs: 0, spanUntilMs: never, bins: 2 };
  await expect(asAuditor.open({ filter: { ...anyTime, fromMs: never } })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(asAuditor.histogram({ viewId, filter: anyTime, ...spans })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  for (const strange of ['1e400.aa', '99999999999999999999.aa', '-1.aa', ''])
    await expect(asAuditor.page({ viewId: strange, filter: anyTime })).rejects.toMatchObject({ cause: { code: 'request.notFound' } });
});
