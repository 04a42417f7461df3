import type Database from 'better-sqlite3';
import { commitHistory } from '#server/repositories/index.ts';
import { termsText } from './words.ts';

/** The last commits keep most of what history says about files (three quarters of the gain is in the last 1,000). */
const COMMITS = 5_000;
/** A commit over this many files says little about each. */
const FILES_PER_COMMIT = 30;

/** Adds the messages of a commit's ancestors with the files each changed. Renames are not followed: a moved file starts anew. */
export async function writeHistory(
  index: Database.Database,
  revision: number,
  { mirrorDir, commit, signal }: { mirrorDir: string; commit: string; signal: AbortSignal | undefined },
): Promise<void> {
  const known = index.prepare('SELECT id FROM commits WHERE commit_id = ?').pluck();
  const add = index.prepare('INSERT INTO commits(commit_id, files) VALUES (?, ?)');
  const addWords = index.prepare('INSERT INTO commit_words(rowid, words) VALUES (?, ?)');
  const addFile = index.prepare('INSERT OR IGNORE INTO commit_files(commit_row, path) VALUES (?, ?)');
  const addToRevision = index.prepare('INSERT OR IGNORE INTO revision_commits(revision, commit_row) VALUES (?, ?)');
  for (const past of await commitHistory(mirrorDir, commit, COMMITS, signal)) {
    if (past.paths.length === 0 || past.paths.length > FILES_PER_COMMIT) continue;
    let row = known.get(past.commit) as number | bigint | undefined;
    if (row === undefined) {
      row = add.run(past.commit, past.paths.length).lastInsertRowid;
      addWords.run(row, termsText(past.message));
      for (const path of past.paths) addFile.run(row, path);
    }
    addToRevision.run(revision, row);
  }
}
