import { AsyncLocalStorage } from 'node:async_hooks';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { unaudited } from '#server/platform/database/unaudited.ts';
import { db, type Person } from '#server/platform/index.ts';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { readTree } from './checkpoint.ts';
import { act, auditState, closeIntents, record, verifyAudit } from './index.ts';
import { emptyTree, leafHash, push, root } from './tree.ts';

const person: Person = { kind: 'person', id: 'u1', name: 'member', role: 'member', address: '127.0.0.1' };

function addUser(name: string, fail = false): Promise<string> {
  return act({ kind: 'system', part: 'test' }, 'user.added', async (tx) => {
    await tx.user.create({ data: { id: name, name, nameKey: name, role: 'member', createdAt: new Date(0) } });
    if (fail) throw new Error('planned');
    return { record: { userId: name, name, role: 'member' }, result: name };
  });
}

it('stores the change if and only if its record is there, whoever else fails in the same group', async () => {
  await using box = await openTestDatabase();
  const results = await Promise.allSettled(Array.from({ length: 200 }, (_, i) => addUser(`u${i}`, i % 7 === 3)));
  const kept = results.filter((r) => r.status === 'fulfilled').map((r) => r.value);
  expect((await db().user.findMany({ orderBy: { id: 'asc' } })).map((u) => u.id)).toEqual([...kept].sort());
  const records = await db().auditRecord.findMany({ orderBy: { index: 'asc' } });
  expect(records.map((r) => r.index)).toEqual(records.map((_, i) => i));
  expect(records.map((r) => r.subjectId)).toEqual(kept);
  expect(await verifyAudit(box.auditFiles)).toMatchObject({ ok: true, records: kept.length });
});

it('keeps the tree equal to an independent computation over the rows', async () => {
  await using _box = await openTestDatabase();
  await Promise.allSettled(Array.from({ length: 50 }, (_, i) => addUser(`u${i}`, i % 5 === 0)));
  const rows = await db().auditRecord.findMany({ orderBy: { index: 'asc' } });
  const again = rows.map((row) => leafHash(row.bytes)).reduce(push, emptyTree);
  expect(root(await readTree(db()))).toEqual(root(again));
});

it('undoes the change whose record is invalid', async () => {
  await using _box = await openTestDatabase();
  const wrong = act(person, 'user.added', async (tx) => {
    await tx.user.create({ data: { id: 'x', name: 'x', nameKey: 'x', role: 'member', createdAt: new Date(0) } });
    return { record: { userId: 'x', name: 'x' } as never, result: null };
  });
  await expect(wrong).rejects.toThrow();
  expect(await db().user.count()).toBe(0);
  expect((await auditState()).size).toBe(0);
});

it('undoes the change whose record cannot be written', async () => {
  await using box = await openTestDatabase();
  const raw = new Database(box.folder.appDatabase);
  raw.exec(`CREATE TRIGGER refuse BEFORE INSERT ON "AuditRecord" BEGIN SELECT RAISE(ABORT, 'no space for records'); END`);
  raw.close();
  await expect(addUser('x')).rejects.toMatchObject({ code: 'audit.writeFailed' });
  expect(await db().user.count()).toBe(0);
});

it('never lets a record be changed or removed through the database', async () => {
  await using box = await openTestDatabase();
  await addUser('x');
  const raw = new Database(box.folder.appDatabase);
  expect(() => raw.exec(`UPDATE "AuditRecord" SET outcome = 'refused'`)).toThrow('never changed');
  expect(() => raw.exec(`DELETE FROM "AuditRecord"`)).toThrow('never removed');
  raw.close();
});

it('drops what the schema of an action does not name, so that no text slips into the log', async () => {
  await using _box = await openTestDatabase();
  await record(person, 'console.command', { command: 'status', text: 'a secret' } as never);
  const row = await db().auditRecord.findFirst();
  expect(Buffer.from(row?.bytes ?? []).toString()).not.toContain('a secret');
});

it('throws at once when a write is opened inside a write, and keeps working', async () => {
  await using _box = await openTestDatabase();
  const nested = act(person, 'console.command', async () => {
    await addUser('inner');
    return { record: { command: 'outer' }, result: null };
  });
  await expect(nested).rejects.toThrow('write inside write');
  expect(await addUser('after')).toBe('after');
});

it('runs each caller in its own async context, not in that of whoever woke the loop', async () => {
  await using _box = await openTestDatabase();
  const request = new AsyncLocalStorage<string>();
  const seen: string[] = [];
  const ask = (name: string) =>
    request.run(name, () =>
      act(person, 'console.command', async () => {
        seen.push(request.getStore() ?? 'none');
        return { record: { command: name }, result: null };
      }),
    );
  await Promise.all([ask('a'), ask('b'), ask('c')]);
  expect(seen).toEqual(['a', 'b', 'c']);
});

it('lets what an act leaves running write later: it is no longer inside', async () => {
  await using _box = await openTestDatabase();
  let later: Promise<string> | undefined;
  await act(person, 'console.command', async () => {
    later = new Promise((resolve, reject) => setImmediate(() => setImmediate(() => addUser('late').then(resolve, reject))));
    return { record: { command: 'x' }, result: null };
  });
  expect(await later).toBe('late');
});

it('closes the intents that a crash left open, once', async () => {
  await using _box = await openTestDatabase();
  const system = { kind: 'system', part: 'test' } as const;
  await record(system, 'appliance.started', { version: '0', node: '0' });
  const open = await record(system, 'repository.removed', { repositoryId: 'r', name: 'r' }, 'intent');
  const done = await record(system, 'repository.removed', { repositoryId: 's', name: 's' }, 'intent');
  await record(system, 'repository.removed', { repositoryId: 's', name: 's', intentIndex: done });
  expect(await closeIntents()).toBe(1);
  const closing = await db().auditRecord.findFirst({ where: { action: 'intent.closed' } });
  expect(JSON.parse(Buffer.from(closing?.bytes ?? []).toString()).details).toMatchObject({ intentIndex: open });
  await record(system, 'appliance.started', { version: '0', node: '0' });
  expect(await closeIntents()).toBe(0);
});

it('says that the disk is full, keeps what was acknowledged, and works on when there is room again', async () => {
  await using box = await openTestDatabase();
  await addUser('before');
  const limit = (pages: number) => unaudited('viewState', (tx) => tx.$queryRawUnsafe(`PRAGMA max_page_count = ${pages}`));
  await limit(1); // SQLite takes the present size as the least
  const failed = await Promise.allSettled(Array.from({ length: 300 }, (_, i) => addUser(`${i}-${'x'.repeat(500)}`)));
  const refused = failed.filter((r) => r.status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.reason).toMatchObject({ code: 'database.diskFull' });
  expect(await db().user.count()).toBe(1 + failed.length - refused.length);
  await limit(1_000_000);
  await addUser('after');
  expect(await verifyAudit(box.auditFiles)).toMatchObject({ ok: true });
});
