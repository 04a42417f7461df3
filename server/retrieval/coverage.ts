import type Database from 'better-sqlite3';
import { type Coverage, type SkipReason, skipReasons } from '#server/repositories/index.ts';

const FAILED_SHOWN = 200;
const EXAMPLES = 20;

type Row = { path: string; state: string; reason: string; language: string; size_bytes: number };

/** Counts every file of a revision, once: one that is searched without its syntax has failed, and its reason says so. */
export function coverageOf(index: Database.Database, revision: number) {
  const rows = index
    .prepare(
      `SELECT path, state, reason, language, size_bytes FROM revision_documents JOIN documents ON documents.id = document
       WHERE revision = ? ORDER BY path`,
    )
    .all(revision) as Row[];
  const of = (state: string) => rows.filter((row) => row.state === state);
  const searched = of('indexed');
  const failed = rows.filter(({ state, reason }) => state === 'failed' || (state === 'indexed' && reason !== ''));
  const coverage: Coverage = {
    skipped: skipReasons.map((reason) => skippedFor(reason, of('skipped'))).filter(({ files }) => files > 0),
    failed: failed.slice(0, FAILED_SHOWN).map(({ path, reason }) => ({ path, reason })),
    languages: languagesOf(searched),
  };
  coverage.skipped.sort((a, b) => b.files - a.files);
  return {
    files: rows.length,
    filesIndexed: searched.filter(({ reason }) => reason === '').length,
    filesSkipped: of('skipped').length,
    filesFailed: failed.length,
    sourceBytes: bytesOf(searched),
    coverage,
  };
}

function skippedFor(reason: SkipReason, skipped: readonly Row[]) {
  const rows = skipped.filter((row) => row.reason === reason);
  return { reason, files: rows.length, bytes: bytesOf(rows), examples: rows.slice(0, EXAMPLES).map(({ path }) => path) };
}

function languagesOf(indexed: readonly Row[]): Coverage['languages'] {
  const byLanguage = Map.groupBy(indexed, (row) => row.language);
  const languages = [...byLanguage].map(([language, rows]) => ({ language, files: rows.length, bytes: bytesOf(rows) }));
  return languages.sort((a, b) => b.bytes - a.bytes);
}

function bytesOf(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + row.size_bytes, 0);
}
