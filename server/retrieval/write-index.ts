import { constants, existsSync } from 'node:fs';
import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import type Database from 'better-sqlite3';
import { limits } from '#server/platform/index.ts';
import {
  type IndexRequest,
  type IndexResult,
  listFiles,
  openObjects,
  type StageProgress,
  type TreeFile,
} from '#server/repositories/index.ts';
import { isTestPath, skipUnread } from './classify.ts';
import { coverageOf } from './coverage.ts';
import { type IndexedDocument, readDocument } from './document.ts';
import { writeHistory } from './history.ts';
import { INDEX_VERSION, openForBuilding, versionOf } from './index-file.ts';
import { type FileParser, startParser } from './parser.ts';
import { symbolKey } from './symbol-key.ts';
import { termsText } from './words.ts';

/** Reads that git may be ahead of the parser. */
const READ_AHEAD = 32;

/**
 * Indexes a commit of a mirror. Work goes into a file beside the index, which takes the index's name when it is complete:
 * a search sees the old revision until then, and a crash leaves nothing half-made.
 */
export async function writeIndex(request: IndexRequest, onProgress: StageProgress, signal?: AbortSignal): Promise<IndexResult> {
  const { indexFile, commit, mirrorDir } = request;
  const building = `${indexFile}.building`;
  await rm(building, { force: true });
  if (existsSync(indexFile) && versionOf(indexFile) === INDEX_VERSION) {
    await copyFile(indexFile, building, constants.COPYFILE_FICLONE);
  }
  const files = await listFiles(mirrorDir, commit);
  const index = openForBuilding(building);
  try {
    index.exec('BEGIN');
    const revision = addRevision(index, commit, files);
    await writeDocuments(index, revision, files, { mirrorDir, onProgress, signal });
    onProgress('writing', 0, 3);
    await writeHistory(index, revision, { mirrorDir, commit, signal });
    onProgress('writing', 1, 3);
    forgetRevisions(index, [commit, ...request.keepCommits]);
    index.exec('COMMIT');
    onProgress('writing', 2, 3);
    compact(index);
    const result = coverageOf(index, revision);
    index.close();
    signal?.throwIfAborted();
    onProgress('switching', 0, 1);
    await switchTo(building, indexFile);
    return { ...result, indexBytes: (await stat(indexFile)).size };
  } catch (error) {
    index.close();
    await rm(building, { force: true });
    throw error;
  }
}

function addRevision(index: Database.Database, commit: string, files: readonly TreeFile[]): number {
  index.prepare('INSERT OR IGNORE INTO revisions(commit_id) VALUES (?)').run(commit);
  const revision = index.prepare('SELECT id FROM revisions WHERE commit_id = ?').pluck().get(commit) as number;
  const known = index.prepare('SELECT id FROM documents WHERE blob = ? AND path = ? AND mode = ?').pluck();
  const add = index.prepare('INSERT OR IGNORE INTO revision_documents(revision, document) VALUES (?, ?)');
  for (const file of files) {
    const document = known.get(file.blobId, file.path, file.mode);
    if (document !== undefined) add.run(revision, document);
  }
  return revision;
}

type Work = { mirrorDir: string; onProgress: StageProgress; signal: AbortSignal | undefined };

async function writeDocuments(index: Database.Database, revision: number, files: readonly TreeFile[], work: Work): Promise<void> {
  const known = index.prepare('SELECT 1 FROM documents WHERE blob = ? AND path = ? AND mode = ?').pluck();
  const fresh = files.filter((file) => known.get(file.blobId, file.path, file.mode) === undefined);
  const write = documentWriter(index, revision);
  const objects = openObjects(work.mirrorDir);
  const parser = startParser();
  let done = files.length - fresh.length;
  try {
    for await (const { file, bytes } of readAhead(fresh, (blobId) => objects.read(blobId))) {
      work.signal?.throwIfAborted();
      write(file, await documentOf(file, bytes, parser));
      done++;
      if (done % 16 === 0) work.onProgress('parsing', done, files.length);
    }
  } finally {
    objects.close();
    await parser.close();
  }
  work.onProgress('parsing', files.length, files.length);
}

type Unread = { state: 'skipped'; reason: string };

async function documentOf(file: TreeFile, bytes: Buffer | null, parser: FileParser): Promise<IndexedDocument | Unread> {
  if (!bytes) return { state: 'skipped', reason: skipUnread(file, limits.indexedFileBytes) ?? 'binary' };
  // A line break in a name would be one in a prompt, where names stand outside of every fence.
  if (!file.nameIsText) return { state: 'failed', reason: 'its name is not UTF-8, or holds control characters' };
  try {
    return await readDocument(file, bytes, { parser, chunkLines: limits.chunkLines });
  } catch (error) {
    // One file never stops the rest.
    return { state: 'failed', reason: `it could not be cut up: ${error instanceof Error ? error.message : 'unknown'}`.slice(0, 200) };
  }
}

/** Reads the files that are to be read, some ahead of the consumer; the others come with null. */
async function* readAhead(files: readonly TreeFile[], read: (blobId: string) => Promise<Buffer>) {
  const started: { file: TreeFile; bytes: Promise<Buffer | null> }[] = [];
  let next = 0;
  while (started.length > 0 || next < files.length) {
    while (started.length < READ_AHEAD && next < files.length) {
      const file = files[next++];
      if (!file) break;
      const bytes = skipUnread(file, limits.indexedFileBytes) ? Promise.resolve(null) : read(file.blobId);
      // Awaited in turn below: a failure must not be reported as unhandled before.
      bytes.catch(() => undefined);
      started.push({ file, bytes });
    }
    const first = started.shift();
    if (first) yield { file: first.file, bytes: await first.bytes };
  }
}

function documentWriter(index: Database.Database, revision: number): (file: TreeFile, document: IndexedDocument | Unread) => void {
  const addDocument = index.prepare(
    'INSERT INTO documents(blob, path, mode, state, reason, language, is_test, size_bytes, lines) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const addToRevision = index.prepare('INSERT INTO revision_documents(revision, document) VALUES (?, ?)');
  const addText = index.prepare('INSERT INTO texts(document, text) VALUES (?, ?)');
  const addChunk = index.prepare('INSERT INTO chunks(document, start_line, end_line, symbol) VALUES (?, ?, ?, ?)');
  const addChunkWords = index.prepare('INSERT INTO chunk_words(rowid, path, definitions, body) VALUES (?, ?, ?, ?)');
  const addPathWords = index.prepare('INSERT INTO path_words(rowid, words) VALUES (?, ?)');
  const addSymbol = index.prepare('INSERT INTO symbols(document, name, kind, line, key) VALUES (?, ?, ?, ?, ?)');
  return (file, document) => {
    const isIndexed = document.state === 'indexed';
    const facts = [document.reason, isIndexed ? document.language : ''];
    const { lastInsertRowid: id } = addDocument.run(
      ...[file.blobId, file.path, file.mode, document.state, ...facts],
      ...[isTestPath(file.path) ? 1 : 0, file.sizeBytes, isIndexed ? document.lines : 0],
    );
    addToRevision.run(revision, id);
    if (!isIndexed) return;
    addText.run(id, zstdCompressSync(document.text));
    const path = termsText(`${file.path} ${file.path.slice(file.path.lastIndexOf('/') + 1)}`);
    addPathWords.run(id, path);
    for (const chunk of document.chunks) {
      const { lastInsertRowid: chunkId } = addChunk.run(id, chunk.startLine, chunk.endLine, chunk.symbol);
      addChunkWords.run(chunkId, path, chunk.definitions, chunk.body);
    }
    for (const { name, kind, line } of document.symbols) addSymbol.run(id, name, kind, line, symbolKey(name));
  };
}

/** Drops every other revision, and whatever no revision holds any longer. */
function forgetRevisions(index: Database.Database, keep: readonly string[]): void {
  const kept = JSON.stringify(keep);
  index.prepare('DELETE FROM revisions WHERE commit_id NOT IN (SELECT value FROM json_each(?))').run(kept);
  index.exec(`
    DELETE FROM revision_documents WHERE revision NOT IN (SELECT id FROM revisions);
    DELETE FROM revision_commits WHERE revision NOT IN (SELECT id FROM revisions);
    CREATE TEMP TABLE gone AS SELECT id FROM documents WHERE id NOT IN (SELECT document FROM revision_documents);
    DELETE FROM chunk_words WHERE rowid IN (SELECT id FROM chunks WHERE document IN (SELECT id FROM gone));
    DELETE FROM path_words WHERE rowid IN (SELECT id FROM gone WHERE id IN (SELECT document FROM texts));
    DELETE FROM chunks WHERE document IN (SELECT id FROM gone);
    DELETE FROM symbols WHERE document IN (SELECT id FROM gone);
    DELETE FROM texts WHERE document IN (SELECT id FROM gone);
    DELETE FROM documents WHERE id IN (SELECT id FROM gone);
    DROP TABLE gone;
    CREATE TEMP TABLE gone AS SELECT id FROM commits WHERE id NOT IN (SELECT commit_row FROM revision_commits);
    DELETE FROM commit_words WHERE rowid IN (SELECT id FROM gone);
    DELETE FROM commit_files WHERE commit_row IN (SELECT id FROM gone);
    DELETE FROM commits WHERE id IN (SELECT id FROM gone);
    DROP TABLE gone;
  `);
}

/** Joins the pieces of the word tables, so that a query reads one: a bounded step, for an update must stay short. */
function compact(index: Database.Database): void {
  for (const table of ['chunk_words', 'path_words', 'commit_words']) {
    index.prepare(`INSERT INTO ${table}(${table}, rank) VALUES ('merge', 2000)`).run();
  }
  index.exec('ANALYZE');
}

/** Brings the finished file to the disk, then gives it the index's name: a power cut leaves one or the other. */
async function switchTo(building: string, indexFile: string): Promise<void> {
  await syncToDisk(building);
  await rename(building, indexFile);
  await syncToDisk(dirname(indexFile));
}

async function syncToDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
