import type { AuditQuestion } from '#server/audit/index.ts';
import { AppError, hasCode, limits } from '#server/platform/index.ts';
import { type FileFacts, type Found, fileFacts, foundSchema, type ReaderRequest, type SearchPart } from './reader-messages.ts';
import { type Asking, type Reader, startReader } from './reader-process.ts';

type Kind = ReaderRequest['kind'];

/** Two readers: one keeps to short work, so that a question never waits behind a regular expression. */
type Readers = { short: Reader; long: Reader };

/** Those who read the log take one turn together. */
const AUDITORS = 'audit';

let readers: Readers | null = null;

/** Starts the reader processes. Called once, by the composition root. */
export function startReaders(): void {
  readers ??= { short: startReader(), long: startReader() };
}

export function stopReaders(): void {
  readers?.short.stop();
  readers?.long.stop();
  readers = null;
}

/** Process ids of the readers, for health and for tests. */
export function readerPids(): number[] {
  return readers ? [readers.short.pid, readers.long.pid].filter((pid) => pid !== undefined) : [];
}

/**
 * Searches in a reader process. Many searches of one person wait behind one another, not before everybody else's.
 *
 * @throws AppError `search.tookTooLong`, `search.readerFailed`, `search.patternInvalid`, `search.revisionNotIndexed`, `repository.notReady`
 */
export async function searchInReader(
  parts: SearchPart[],
  { text, carried, kind, limit }: { text: string; carried?: string | undefined; kind: 'words' | 'literal' | 'regex'; limit: number },
  asking: Asking,
): Promise<Found[]> {
  return foundSchema.parse(await readerFor(kind).ask({ kind, parts, text, carried, limit }, limits.searchMs, asking));
}

/** What a file defines, in the order of its lines. */
export async function symbolsInReader(part: SearchPart, path: string, askedBy: string): Promise<FileFacts> {
  return fileFacts.parse(await readerFor('symbols').ask({ kind: 'symbols', part, path }, limits.searchMs, { askedBy }));
}

/**
 * Reads the audit log in a reader process: pages and single records beside searches, what counts the whole log behind the long
 * ones, and a verification in a process of its own, for it takes as long as the log is.
 *
 * @param file app.db
 * @throws AppError `audit.tookTooLong`, `audit.readFailed`, `audit.damaged`
 */
export async function auditInReader(file: string, question: AuditQuestion): Promise<unknown> {
  const isVerification = question.kind === 'verify';
  const reader = isVerification ? startReader() : readerFor(isLong(question) ? 'regex' : 'words');
  const limitMs = isVerification ? limits.auditVerifyMs : limits.auditReadMs;
  try {
    return await reader.ask({ kind: 'audit', file, question }, limitMs, { askedBy: AUDITORS });
  } catch (cause) {
    if (hasCode(cause, 'search.tookTooLong')) throw new AppError('audit.tookTooLong', { limitMs }, { cause });
    if (hasCode(cause, 'search.readerFailed')) throw new AppError('audit.readFailed', {}, { cause });
    throw cause;
  } finally {
    if (isVerification) reader.stop();
  }
}

function isLong({ kind }: AuditQuestion): boolean {
  return kind === 'facets' || kind === 'histogram';
}

function readerFor(kind: Kind): Reader {
  if (!readers) throw new AppError('search.readerFailed', {});
  const { short, long } = readers;
  if (kind === 'literal' || kind === 'regex') return long;
  // Words go to whoever is free; the reader of long work takes them only while it has none.
  return short.load > 0 && long.load === 0 ? long : short;
}
