import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../errors.ts';

type Applied = { name: string; digest: string };

/**
 * Applies the migrations that the ledger does not have yet, in order of name, all or nothing.
 *
 * Forward only. Each file's SHA-256 stands in the ledger: a file changed after it was applied, or a ledger that knows a
 * migration this release does not have, stops the start instead of guessing.
 *
 * @throws AppError `database.newer`, `database.migrationChanged`
 */
export function migrate(file: string, migrationsDir: string): void {
  const database = new Database(file);
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec('CREATE TABLE IF NOT EXISTS "MigrationLedger" (name TEXT PRIMARY KEY, digest TEXT NOT NULL, appliedAt INTEGER NOT NULL)');
    const applied = database.prepare('SELECT name, digest FROM "MigrationLedger" ORDER BY name').all() as Applied[];
    const files = readMigrations(migrationsDir);
    for (const { name, digest } of applied) {
      const known = files.find((f) => f.name === name);
      if (!known) throw new AppError('database.newer', { migration: name });
      if (known.digest !== digest) throw new AppError('database.migrationChanged', { migration: name });
    }
    const missing = files.filter((f) => !applied.some((a) => a.name === f.name));
    const record = database.prepare('INSERT INTO "MigrationLedger" (name, digest, appliedAt) VALUES (?, ?, ?)');
    database.transaction(() => {
      for (const { name, digest, sql } of missing) {
        database.exec(sql);
        record.run(name, digest, Date.now());
      }
    })();
  } finally {
    database.close();
  }
}

function readMigrations(dir: string): { name: string; digest: string; sql: string }[] {
  return readdirSync(dir)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const sql = readFileSync(join(dir, name), 'utf8');
      return { name, sql, digest: createHash('sha256').update(sql).digest('hex') };
    });
}
