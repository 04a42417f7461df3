import { dirname } from 'node:path';
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import Database from 'better-sqlite3';
import { AppError } from '../errors.ts';
import { limits } from '../limits.ts';
import { PrismaClient } from './generated/client.ts';
import { migrate } from './migrations.ts';
import { type GroupState, openWriter, type Tx, type Write } from './writer.ts';

/** The client that everybody reads with; its connection is opened read-only, so a stray write fails instead of being lost. */
export type ReadClient = Omit<PrismaClient, '$transaction' | '$executeRaw' | '$executeRawUnsafe'>;

export type { Tx };

type Open = { file: string; writing: PrismaClient; reading: PrismaClient; write: Write<unknown> };

let open: Open | null = null;

/**
 * Opens the app database: migrations, then one writing connection at `synchronous=FULL` and one read-only connection.
 *
 * @param file path of app.db; made when missing
 * @param group what each group commit carries (the audit tree)
 * @throws AppError `database.newer`, `database.migrationChanged`
 */
export async function openDatabase<S>({ file, migrationsDir, group }: { file: string; migrationsDir: string; group: GroupState<S> }) {
  if (open) throw new Error('the app database is open already');
  migrate(file, migrationsDir);
  const writing = new PrismaClient({
    adapter: new PrismaBetterSqlite3({ url: `file:${file}` }, { timestampFormat: 'unixepoch-ms' }),
    transactionOptions: { maxWait: 30_000, timeout: 30_000 },
  });
  await writing.$queryRawUnsafe('PRAGMA journal_mode=WAL');
  await writing.$executeRawUnsafe('PRAGMA synchronous=FULL');
  await writing.$executeRawUnsafe('PRAGMA foreign_keys=ON');
  await writing.$queryRawUnsafe('PRAGMA secure_delete=ON');
  const reading = openReadOnly(file);
  const write = openWriter(writing, group, { callers: limits.writeGroupCallers, groupMs: limits.writeGroupMs });
  // The group's type is known to its maker alone; audit/ gives and takes the same.
  open = { file, writing, reading, write: write as Write<unknown> };
}

/** A client that can only read `file`: for this process's readers and for off-line commands. */
export function openReadOnly(file: string): PrismaClient {
  return new PrismaClient({
    adapter: new PrismaBetterSqlite3({ url: `file:${file}`, readonly: true, fileMustExist: true }, { timestampFormat: 'unixepoch-ms' }),
  });
}

/** A plain read-only connection: SQL in a process of its own, or in a check of the whole log. */
export type ReadConnection = Database.Database;

/** Opens `file` for reading by SQL; the caller closes it. */
export function openReadConnection(file: string): ReadConnection {
  return new Database(file, { readonly: true, fileMustExist: true });
}

/** Reads of the app database outside a transaction. */
export function db(): ReadClient {
  return opened().reading;
}

/** The one way to write; see `openWriter`. Imported by audit/ and `unaudited` alone. */
export function writerOf<S>(): Write<S> {
  return opened().write as Write<S>;
}

export async function closeDatabase(): Promise<void> {
  const closing = open;
  open = null;
  await closing?.reading.$disconnect();
  await closing?.writing.$disconnect();
}

/** Turns SQLite's full disk into the sentence for the person; anything else passes unchanged. */
export function withDiskFull(error: unknown): unknown {
  const text = error instanceof Error ? error.message : '';
  if (!/SQLITE_FULL|database or disk is full|ENOSPC/.test(text)) return error;
  return new AppError('database.diskFull', { folder: dirname(opened().file) }, { cause: error });
}

function opened(): Open {
  if (!open) throw new Error('the app database is not open');
  return open;
}
