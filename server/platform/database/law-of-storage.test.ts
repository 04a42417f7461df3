import { join } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openTestDatabase } from '#test/support/open-test-database.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { db } from './database.ts';
import { PrismaClient } from './generated/client.ts';
import { migrate } from './migrations.ts';
import { unaudited } from './unaudited.ts';

const user = (id: string) => ({ id, name: id, nameKey: id, role: 'member', createdAt: new Date(0) });

/** Why `write` exists: what a plain Prisma client does when two pieces of code write at once. */
it('loses an acknowledged write that runs beside an open transaction of the same client', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'app.db');
  migrate(file, 'prisma/migrations');
  const client = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: `file:${file}` }, { timestampFormat: 'unixepoch-ms' }) });
  let acknowledged = false;
  const transaction = client.$transaction(async (tx) => {
    await tx.user.create({ data: user('inside') });
    await client.user.create({ data: user('stray') });
    acknowledged = true;
    throw new Error('planned');
  });
  await expect(transaction).rejects.toThrow('planned');
  expect(acknowledged).toBe(true);
  expect(await client.user.findMany()).toEqual([]);
  await client.$disconnect();
});

it('keeps every acknowledged write when others in the group fail', async () => {
  await using _box = await openTestDatabase();
  const write = (id: string, fail: boolean) =>
    unaudited('viewState', async (tx) => {
      await tx.user.create({ data: user(id) });
      if (fail) throw new Error('planned');
      return id;
    });
  const results = await Promise.allSettled(Array.from({ length: 64 }, (_, i) => write(`u${String(i).padStart(2, '0')}`, i % 3 === 0)));
  const kept = results.filter((r) => r.status === 'fulfilled').map((r) => r.value);
  expect((await db().user.findMany({ orderBy: { id: 'asc' } })).map((u) => u.id)).toEqual(kept);
});

it('refuses a write through the reading client', async () => {
  await using _box = await openTestDatabase();
  await expect(db().user.create({ data: user('stray') })).rejects.toThrow(/readonly/i);
});

it('gives everybody an error when the commit is lost, and works on afterwards', async () => {
  await using box = await openTestDatabase();
  const raw = new Database(box.folder.appDatabase);
  // A deferred constraint fails at COMMIT, after every caller believed in its work.
  raw.exec('CREATE TABLE gate (id INTEGER PRIMARY KEY, owner TEXT REFERENCES "User"(id) DEFERRABLE INITIALLY DEFERRED)');
  raw.exec(`CREATE TRIGGER lost AFTER INSERT ON "User" WHEN NEW.id = 'poison' BEGIN INSERT INTO gate (owner) VALUES ('nobody'); END`);
  raw.close();
  const write = (id: string) => unaudited('viewState', (tx) => tx.user.create({ data: user(id) }));
  const results = await Promise.allSettled([write('a'), write('poison'), write('b')]);
  const acknowledged = results.filter((r) => r.status === 'fulfilled').length;
  expect(await db().user.count()).toBe(acknowledged);
  expect(acknowledged).toBeLessThan(3);
  await write('later');
  expect(await db().user.findUnique({ where: { id: 'later' } })).not.toBeNull();
});

it('runs at synchronous=FULL in WAL mode with secure delete, read back from the connection that writes', async () => {
  await using _box = await openTestDatabase();
  const read = (pragma: string) => unaudited('viewState', (tx) => tx.$queryRawUnsafe<Record<string, unknown>[]>(`PRAGMA ${pragma}`));
  const value = async (pragma: string) => Number(Object.values((await read(pragma))[0] ?? {})[0]);
  expect(await value('synchronous')).toBe(2);
  expect(await value('secure_delete')).toBe(1);
  expect(await value('foreign_keys')).toBe(1);
});
