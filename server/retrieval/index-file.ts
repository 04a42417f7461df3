import Database from 'better-sqlite3';

/** Raised whenever the same source would give other rows: an older index is then built anew. */
export const INDEX_VERSION = 1;

/**
 * One SQLite file for each object store. A document is a blob under a path; its chunks, symbols and text hang on it, and a
 * revision is a list of documents: what did not change between two revisions is stored once.
 */
const schema = `
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE documents(
  id INTEGER PRIMARY KEY, blob TEXT NOT NULL, path TEXT NOT NULL, mode TEXT NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL, language TEXT NOT NULL,
  is_test INTEGER NOT NULL, size_bytes INTEGER NOT NULL, lines INTEGER NOT NULL, UNIQUE(blob, path, mode));
CREATE TABLE revisions(id INTEGER PRIMARY KEY, commit_id TEXT NOT NULL UNIQUE);
CREATE TABLE revision_documents(revision INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY(revision, document)) WITHOUT ROWID;
CREATE TABLE texts(document INTEGER PRIMARY KEY, text BLOB NOT NULL);
CREATE TABLE chunks(id INTEGER PRIMARY KEY, document INTEGER NOT NULL, start_line INTEGER NOT NULL, end_line INTEGER NOT NULL, symbol TEXT);
CREATE INDEX chunks_of_document ON chunks(document);
CREATE TABLE symbols(document INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, line INTEGER NOT NULL, key TEXT NOT NULL);
CREATE INDEX symbols_of_document ON symbols(document);
CREATE INDEX symbols_by_key ON symbols(key);
CREATE VIRTUAL TABLE chunk_words USING fts5(path, definitions, body, content='', contentless_delete=1, tokenize="ascii tokenchars '_'");
CREATE VIRTUAL TABLE path_words USING fts5(words, content='', contentless_delete=1, tokenize="ascii tokenchars '_'");
CREATE TABLE commits(id INTEGER PRIMARY KEY, commit_id TEXT NOT NULL UNIQUE, files INTEGER NOT NULL);
CREATE TABLE commit_files(commit_row INTEGER NOT NULL, path TEXT NOT NULL, PRIMARY KEY(commit_row, path)) WITHOUT ROWID;
CREATE TABLE revision_commits(revision INTEGER NOT NULL, commit_row INTEGER NOT NULL, PRIMARY KEY(revision, commit_row)) WITHOUT ROWID;
CREATE VIRTUAL TABLE commit_words USING fts5(words, content='', contentless_delete=1, tokenize="ascii tokenchars '_'");
`;

/** Opens an index that is being built: nobody else sees the file, and a crash throws it away, so it needs no journal. */
export function openForBuilding(file: string): Database.Database {
  const index = new Database(file);
  index.pragma('journal_mode = OFF');
  index.pragma('synchronous = OFF');
  index.pragma('cache_size = -65536');
  if (index.pragma('user_version', { simple: true }) === 0) {
    index.exec(schema);
    index.pragma(`user_version = ${INDEX_VERSION}`);
  }
  return index;
}

/** Opens a finished index for reading. It is never changed in place: a newer one takes its name. */
export function openForReading(file: string): Database.Database {
  const index = new Database(file, { readonly: true, fileMustExist: true });
  index.pragma('cache_size = -65536');
  index.pragma('query_only = ON');
  return index;
}

/** The version of an index file, or null where it is none. */
export function versionOf(file: string): number | null {
  try {
    const index = new Database(file, { readonly: true, fileMustExist: true });
    try {
      return Number(index.pragma('user_version', { simple: true }));
    } finally {
      index.close();
    }
  } catch {
    return null;
  }
}
