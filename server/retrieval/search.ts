import { newSalt, record, saltedDigest } from '#server/audit/index.ts';
import { type Actor, AppError, type Authorized, actorId, hasCode, monotonicMs } from '#server/platform/index.ts';
import { currentRevision, indexOf } from '#server/repositories/index.ts';
import type { FileFacts } from './reader-messages.ts';
import type { Asking } from './reader-process.ts';
import { searchInReader, symbolsInReader } from './readers.ts';

/** A revision to search in. */
export type ScopePart = { repository: Authorized<'repository'>; revision: string };

/** A retrieved span of a file at a revision. */
export type Passage = {
  repositoryId: string;
  repository: string;
  revision: string;
  path: string;
  startLine: number;
  endLine: number;
  blobId: string;
  /** 1 for the best; comparable within one search only. */
  score: number;
  symbol?: string;
  /** The lines that say most of what was searched, and the line they begin at. */
  preview: string;
  previewLine: number;
};

export type SearchQuery = {
  text: string;
  kind: 'words' | 'literal' | 'regex';
  limit: number;
  /** Of words alone: what the question takes over from earlier ones of its conversation. They count for less. */
  carried?: string | undefined;
};
export type SearchOutcome = {
  results: Passage[];
  tookMs: number;
  searched: { repositoryId: string; repository: string; revision: string }[];
};

/**
 * Searches several repositories in one call, best passages first.
 *
 * @param asking.askedBy whose turn it takes where others search too
 *
 * @throws AppError as `searchInReader`, `repository.notFound`
 */
export async function searchRepositories(scope: readonly ScopePart[], query: SearchQuery, asking: Asking): Promise<SearchOutcome> {
  const startedMs = monotonicMs();
  const parts = await Promise.all(
    scope.map(async ({ repository, revision }) => ({ ...(await indexOf(repository)), repositoryId: repository.id, commit: revision })),
  );
  const found = query.text.trim() === '' ? [] : await searchInReader(parts, query, asking);
  const results = found.flatMap(({ part, symbol, ...rest }): Passage[] => {
    const from = parts[part];
    if (!from) return [];
    const { path, startLine, endLine, blobId, score, preview, previewLine } = rest;
    const place = { repositoryId: from.repositoryId, repository: from.repository, revision: from.commit };
    return [{ ...place, path, startLine, endLine, blobId, score, ...(symbol !== null && { symbol }), preview, previewLine }];
  });
  const searched = parts.map(({ repositoryId, repository, commit }) => ({ repositoryId, repository, revision: commit }));
  return { results, tookMs: Math.round(monotonicMs() - startedMs), searched };
}

/**
 * A search of somebody's own, in what the repositories hold now; recorded with a digest of what was searched, whose salt is
 * thrown away: nobody can guess it from the log. One that was tried and failed is recorded too. One that its person dropped, or whose
 * pattern is none, showed nothing of any repository and is not.
 */
export async function runSearch(
  actor: Actor,
  repositories: readonly Authorized<'repository'>[],
  query: SearchQuery,
  signal?: AbortSignal,
): Promise<SearchOutcome> {
  const scope = await Promise.all(
    repositories.map(async (repository) => {
      const { repository: name, revision } = await currentRevision(repository);
      return { repository, revision, named: { repositoryId: repository.id, repository: name, revision } };
    }),
  );
  const searched = scope.map(({ named }) => named);
  const tried = {
    kind: query.kind,
    scope: searched,
    queryDigest: saltedDigest(query.text, newSalt()),
    repositoryIds: searched.map(({ repositoryId }) => repositoryId),
  };
  try {
    const outcome = await searchRepositories(scope, query, { askedBy: actorId(actor), signal });
    await record(actor, 'search.run', { ...tried, results: outcome.results.length });
    return outcome;
  } catch (error) {
    const isRecorded = error instanceof AppError && !hasCode(error, 'search.patternInvalid') && !hasCode(error, 'audit.writeFailed');
    if (isRecorded) await record(actor, 'search.run', { ...tried, results: 0, errorCode: error.code }, 'failed');
    throw error;
  }
}

/** A file's language, and the names it defines; none where it is not indexed. */
export async function fileSymbols(actor: Actor, { repository, revision }: ScopePart, path: string): Promise<FileFacts> {
  return symbolsInReader({ ...(await indexOf(repository)), commit: revision }, path, actorId(actor));
}
