import { statSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import type Database from 'better-sqlite3';
import { openForReading } from './index-file.ts';

/** A document of a revision, without its text. */
export type DocumentView = { path: string; blob: string; language: string; isTest: boolean };

/** A revision as searches use it: read once, kept in memory. */
export type RevisionView = {
  documents: Map<number, DocumentView>;
  documentByPath: Map<string, number>;
  documentsByName: Map<string, number[]>;
  documentsByStem: Map<string, number[]>;
  commits: Set<number>;
};

type Statement = Database.Statement;

/** The full-text tables of an index. */
export type WordTable = 'chunk_words' | 'path_words' | 'commit_words';

/** An index open for reading, its statements prepared. */
export type OpenIndex = {
  inode: number;
  documentOfChunk: Int32Array;
  match: Record<WordTable, Statement>;
  /** Rows of each full-text table. */
  rows: Record<WordTable, number>;
  rowsWith(table: WordTable, term: string): number;
  chunk: Statement;
  firstChunk: Statement;
  chunkAtLine: Statement;
  pathsOfCommit: Statement;
  documentsDefining: Statement;
  symbolsOfDocument: Statement;
  /** @returns null where the index does not hold that commit */
  revision(commit: string): RevisionView | null;
  text(documentId: number): string;
  close(): void;
};

/** Path, definitions, body. A name that a chunk defines counts on top of its place in the body: docs/retrieval.md. */
const BM25_COLUMNS = '1.0, 2.0, 1.0';
const REVISIONS_KEPT = 4;

/** Opens an index and prepares what searches need. */
export function openIndex(file: string): OpenIndex {
  const inode = statSync(file).ino;
  const index = openForReading(file);
  const revisions = new Map<string, RevisionView>();
  const text = index.prepare('SELECT text FROM texts WHERE document = ?').pluck();
  const bm25 = (table: string, columns = '') =>
    index.prepare(`SELECT rowid, bm25(${table}${columns && `, ${columns}`}) FROM ${table} WHERE ${table} MATCH ?`).raw();
  const rows = (table: WordTable) => index.prepare(`SELECT count(*) FROM ${table}_docsize`).pluck().get() as number;
  const counting = (table: WordTable) => index.prepare(`SELECT count(*) FROM ${table} WHERE ${table} MATCH ?`).pluck();
  const withTerm = { chunk_words: counting('chunk_words'), path_words: counting('path_words'), commit_words: counting('commit_words') };
  return {
    inode,
    documentOfChunk: documentsOfChunks(index),
    match: { chunk_words: bm25('chunk_words', BM25_COLUMNS), path_words: bm25('path_words'), commit_words: bm25('commit_words') },
    rows: { chunk_words: rows('chunk_words'), path_words: rows('path_words'), commit_words: rows('commit_words') },
    rowsWith: (table, term) => withTerm[table].get(`"${term}"`) as number,
    chunk: index.prepare('SELECT id, start_line, end_line, symbol FROM chunks WHERE id = ?'),
    firstChunk: index.prepare('SELECT id, start_line, end_line, symbol FROM chunks WHERE document = ? ORDER BY start_line LIMIT 1'),
    chunkAtLine: index.prepare('SELECT symbol FROM chunks WHERE document = ? AND start_line <= ? AND end_line >= ?').pluck(),
    pathsOfCommit: index.prepare('SELECT path FROM commit_files WHERE commit_row = ?').pluck(),
    documentsDefining: index.prepare('SELECT DISTINCT document FROM symbols WHERE key = ?').pluck(),
    symbolsOfDocument: index.prepare('SELECT name, kind, line FROM symbols WHERE document = ? ORDER BY line'),
    revision(commit) {
      const known = revisions.get(commit) ?? readRevision(index, commit);
      if (!known) return null;
      revisions.set(commit, known);
      for (const oldest of revisions.keys()) {
        if (revisions.size <= REVISIONS_KEPT) break;
        revisions.delete(oldest);
      }
      return known;
    },
    text: (documentId) => zstdDecompressSync(text.get(documentId) as Buffer).toString('utf8'),
    close: () => index.close(),
  };
}

function documentsOfChunks(index: Database.Database): Int32Array {
  const last = index.prepare('SELECT coalesce(max(id), 0) FROM chunks').pluck().get() as number;
  const documents = new Int32Array(last + 1);
  for (const [id, document] of index.prepare('SELECT id, document FROM chunks').raw().iterate() as Iterable<[number, number]>) {
    documents[id] = document;
  }
  return documents;
}

function readRevision(index: Database.Database, commit: string): RevisionView | null {
  const revision = index.prepare('SELECT id FROM revisions WHERE commit_id = ?').pluck().get(commit) as number | undefined;
  if (revision === undefined) return null;
  const view: RevisionView = {
    documents: new Map(),
    documentByPath: new Map(),
    documentsByName: new Map(),
    documentsByStem: new Map(),
    commits: new Set(index.prepare('SELECT commit_row FROM revision_commits WHERE revision = ?').pluck().all(revision) as number[]),
  };
  const rows = index
    .prepare(
      `SELECT id, path, blob, language, is_test FROM revision_documents JOIN documents ON id = document
       WHERE revision = ? AND state = 'indexed' ORDER BY path`,
    )
    .raw()
    .iterate(revision) as Iterable<[number, string, string, string, number]>;
  for (const [id, path, blob, language, isTest] of rows) {
    view.documents.set(id, { path, blob, language, isTest: isTest === 1 });
    view.documentByPath.set(path, id);
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    push(view.documentsByName, name, id);
    push(view.documentsByStem, name.replace(/\.[^.]+$/, ''), id);
  }
  return view;
}

function push(map: Map<string, number[]>, key: string, id: number): void {
  const list = map.get(key);
  if (list) list.push(id);
  else map.set(key, [id]);
}
