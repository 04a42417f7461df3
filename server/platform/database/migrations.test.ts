import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { currentSchema, schemaDiff, snapshotSchema } from '#scripts/check/migration.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { migrate } from './migrations.ts';

it('has a migration for every change of the schema', async () => {
  expect(await schemaDiff(snapshotSchema(), currentSchema())).toBe('');
});

it('makes SQL from the difference of two schemas', async () => {
  const before = currentSchema();
  const sql = await schemaDiff(before, `${before}\nmodel Extra {\n  id String @id\n}\n`);
  expect(sql).toContain('CREATE TABLE "Extra"');
});

it('applies each migration once and refuses a changed or an unknown one', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'app.db');
  for (const name of readdirSync('prisma/migrations')) copyFileSync(join('prisma/migrations', name), join(folder.path, name));
  migrate(file, folder.path);
  migrate(file, folder.path);
  expect(() => migrate(file, join(import.meta.dirname))).toThrow('database.newer');
  writeFileSync(join(folder.path, '0001-first.sql'), 'SELECT 1;');
  expect(() => migrate(file, folder.path)).toThrow('database.migrationChanged');
});

it('leaves nothing of a migration that fails half-way', async () => {
  await using folder = await tempFolder();
  const file = join(folder.path, 'app.db');
  writeFileSync(join(folder.path, '0001-a.sql'), 'CREATE TABLE a (id INTEGER);');
  writeFileSync(join(folder.path, '0002-b.sql'), 'CREATE TABLE b (id INTEGER); CREATE TABLE b (id INTEGER);');
  expect(() => migrate(file, folder.path)).toThrow('already exists');
  const database = new Database(file, { readonly: true });
  const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all() as { name: string }[];
  database.close();
  expect(tables.map((t) => t.name)).toEqual(['MigrationLedger']);
});
