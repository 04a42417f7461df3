import Database from 'better-sqlite3';
import { now } from '#server/platform/index.ts';
import type { JobEvent, StoredEvent } from './job-event.ts';

/** Events of jobs, in a file of their own: they come at the pace of tokens, and are worth nothing once the answer is stored. */
export type EventStore = {
  /** Stores an event and only then tells the listeners, so that a kill loses nothing that was shown. */
  append(jobId: string, attempt: number, event: JobEvent): StoredEvent;
  /** @param afterNumber 0 gives all */
  read(jobId: string, afterNumber: number): StoredEvent[];
  /** Number of the last event of an attempt or an earlier one, or of all; 0 where there is none. */
  lastNumber(jobId: string, attemptMax?: number): number;
  /** Whether the job's `finished` is stored. */
  isFinished(jobId: string): boolean;
  /** Jobs with events whose `finished` is not stored. */
  unfinished(): string[];
  /** Calls `fn` with every event of the job from now on. @returns ends it */
  listen(jobId: string, fn: (stored: StoredEvent) => void): () => void;
  /** Deletes the events of jobs that finished before a time, also from the write-ahead log. @returns how many jobs */
  forget(finishedBefore: Date): number;
  close(): void;
};

/**
 * Opens events.db. WAL at synchronous=NORMAL: a killed process loses nothing, a power cut may lose the last moments, which
 * is why event ids carry the attempt.
 */
export function openEventStore(file: string): EventStore {
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.pragma('secure_delete = ON');
  database.exec(`
    CREATE TABLE IF NOT EXISTS JobEvent (
      jobId TEXT NOT NULL, number INTEGER NOT NULL, attempt INTEGER NOT NULL, event TEXT NOT NULL,
      PRIMARY KEY (jobId, number)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS FinishedJob (jobId TEXT PRIMARY KEY, finishedAt INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS FinishedJob_finishedAt ON FinishedJob (finishedAt);`);
  return new SqliteEventStore(database);
}

type Row = { attempt: number; number: number; event: string };

class SqliteEventStore implements EventStore {
  readonly #database: Database.Database;
  readonly #listeners = new Map<string, Set<(stored: StoredEvent) => void>>();
  readonly #insert;
  readonly #finish;
  readonly #read;
  readonly #last;

  constructor(database: Database.Database) {
    this.#database = database;
    this.#insert = database.prepare<[string, string, number, string], { number: number }>(
      `INSERT INTO JobEvent (jobId, number, attempt, event)
       VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM JobEvent WHERE jobId = ?), ?, ?) RETURNING number`,
    );
    this.#finish = database.prepare<[string, number]>('INSERT OR REPLACE INTO FinishedJob (jobId, finishedAt) VALUES (?, ?)');
    this.#read = database.prepare<[string, number], Row>(
      'SELECT attempt, number, event FROM JobEvent WHERE jobId = ? AND number > ? ORDER BY number',
    );
    this.#last = database.prepare<[string, number], { last: number | null }>(
      'SELECT max(number) AS last FROM JobEvent WHERE jobId = ? AND attempt <= ?',
    );
  }

  append(jobId: string, attempt: number, event: JobEvent): StoredEvent {
    const number = this.#insert.get(jobId, jobId, attempt, JSON.stringify(event))?.number;
    if (number === undefined) throw new Error('an event was not stored');
    if (event.type === 'finished') this.#finish.run(jobId, now().getTime());
    const stored = { attempt, number, event };
    for (const listener of [...(this.#listeners.get(jobId) ?? [])]) listener(stored);
    return stored;
  }

  read(jobId: string, afterNumber: number): StoredEvent[] {
    return this.#read.all(jobId, afterNumber).map((row) => ({ ...row, event: JSON.parse(row.event) as JobEvent }));
  }

  lastNumber(jobId: string, attemptMax = Number.MAX_SAFE_INTEGER): number {
    return this.#last.get(jobId, attemptMax)?.last ?? 0;
  }

  isFinished(jobId: string): boolean {
    return this.#database.prepare('SELECT 1 FROM FinishedJob WHERE jobId = ?').get(jobId) !== undefined;
  }

  unfinished(): string[] {
    const sql = 'SELECT DISTINCT jobId FROM JobEvent WHERE jobId NOT IN (SELECT jobId FROM FinishedJob)';
    return this.#database
      .prepare<[], { jobId: string }>(sql)
      .all()
      .map((row) => row.jobId);
  }

  listen(jobId: string, fn: (stored: StoredEvent) => void): () => void {
    const listeners = this.#listeners.get(jobId) ?? new Set();
    this.#listeners.set(jobId, listeners.add(fn));
    return () => {
      listeners.delete(fn);
      if (listeners.size === 0 && this.#listeners.get(jobId) === listeners) this.#listeners.delete(jobId);
    };
  }

  forget(finishedBefore: Date): number {
    const jobs = this.#database.transaction(() => {
      const old = 'SELECT jobId FROM FinishedJob WHERE finishedAt < ?';
      this.#database.prepare(`DELETE FROM JobEvent WHERE jobId IN (${old})`).run(finishedBefore.getTime());
      return this.#database.prepare('DELETE FROM FinishedJob WHERE finishedAt < ?').run(finishedBefore.getTime()).changes;
    })();
    // Without it the words would stay readable in the log file until the next checkpoint.
    if (jobs > 0) this.#database.pragma('wal_checkpoint(TRUNCATE)');
    return jobs;
  }

  close(): void {
    this.#database.close();
  }
}
