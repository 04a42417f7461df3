import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

const SCHEMA = 'prisma/schema';
const MIGRATIONS = 'prisma/migrations';
/** The schema as the newest migration leaves it: what the next one is made from. */
const SNAPSHOT = join(MIGRATIONS, 'schema.snapshot.prisma');

/**
 * SQL that leads from one Prisma schema to another, by Prisma's own engine as WebAssembly: no download, no shadow database.
 *
 * @param from text of the old schema, "" for an empty database
 * @returns the SQL, "" where nothing differs
 */
export async function schemaDiff(from: string, to: string): Promise<string> {
  await engineLoaded();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaBetterSqlite3({ url: ':memory:' }));
  const schemaEngine = await engine.SchemaEngine.new({ datamodels: [['schema.prisma', to]] }, () => {}, adapter);
  const target = (text: string) => ({ tag: 'schemaDatamodel' as const, files: [{ path: 'schema.prisma', content: text }] });
  const result = await schemaEngine.diff({
    from: from === '' ? { tag: 'empty' } : target(from),
    to: target(to),
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  schemaEngine.free();
  const sql = result.stdout ?? '';
  return /^\s*-- This is an empty migration\.\s*$/.test(sql) ? '' : sql;
}

let loading: Promise<void> | null = null;

/** Instantiated once a process: the bindings keep views into the first instance's memory. */
function engineLoaded(): Promise<void> {
  loading ??= (async () => {
    const wasmFile = createRequire(import.meta.url)
      .resolve('@prisma/schema-engine-wasm/schema_engine_bg')
      .replace(/\.js$/, '.wasm');
    const { instance } = await WebAssembly.instantiate(readFileSync(wasmFile), { './schema_engine_bg.js': engine as never });
    engine.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return loading;
}

/** The schema folder as one text. */
export function currentSchema(): string {
  return readdirSync(SCHEMA)
    .sort()
    .map((name) => readFileSync(join(SCHEMA, name), 'utf8'))
    .join('\n');
}

/** The schema that the migrations of this checkout lead to; "" before the first. */
export function snapshotSchema(): string {
  return readdirSync(MIGRATIONS).includes('schema.snapshot.prisma') ? readFileSync(SNAPSHOT, 'utf8') : '';
}

/**
 * Writes the migration from the snapshot to the schema folder: `npm run check -- migration NAME`.
 *
 * @param name what the migration does, kebab-case
 * @returns the file made, or null where the schema has not changed
 * @throws Error where the audit table would be rebuilt: a rebuild drops its triggers
 */
export async function makeMigration(name: string): Promise<string | null> {
  const schema = currentSchema();
  const sql = await schemaDiff(snapshotSchema(), schema);
  if (sql === '') return null;
  if (/DROP TABLE "Audit/.test(sql))
    throw new Error('The audit tables are never rebuilt: change the schema so that they only gain columns.');
  const number = readdirSync(MIGRATIONS).filter((file) => file.endsWith('.sql')).length + 1;
  const file = join(MIGRATIONS, `${String(number).padStart(4, '0')}-${name}.sql`);
  writeFileSync(file, sql);
  writeFileSync(SNAPSHOT, schema);
  return file;
}

const name = process.argv[2];
if (import.meta.main) {
  if (!name || !/^[a-z0-9-]+$/.test(name)) {
    console.error('Usage: npm run check -- migration NAME (small letters, digits and hyphens)');
    process.exit(2);
  }
  console.log((await makeMigration(name)) ?? 'The schema has not changed since the newest migration.');
}
