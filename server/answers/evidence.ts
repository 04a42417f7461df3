import { authorize } from '#server/identity/index.ts';
import { type Actor, type Authorized, actorId, hasCode, limits } from '#server/platform/index.ts';
import { blobId, readLines, repositoryTargets } from '#server/repositories/index.ts';
import { type Passage, searchRepositories } from '#server/retrieval/index.ts';
import type { EventPassage, TrailStep } from '#server/scheduling/index.ts';
import type { ScopeEntry } from './answer-rows.ts';
import type { Asked } from './asked.ts';
import { carriedOver } from './carried-over.ts';
import type { ReadAgain } from './verify-citation.ts';

/** A repository of the scope that the actor may ask, at its pinned revision. */
export type AuthorizedScope = { repository: Authorized<'repository'>; revision: string; name: string }[];

/**
 * Decides again whether somebody may ask what a question was asked of: rights may have changed while it waited.
 *
 * @throws AppError `right.missing`, `repository.notFound`
 */
export async function authorizeScope(actor: Actor, scope: readonly ScopeEntry[]): Promise<AuthorizedScope> {
  const targets = await repositoryTargets(scope.map((entry) => entry.repositoryId));
  return scope.map(({ repositoryId, repository, revision }) => {
    const target = targets.find((candidate) => candidate.id === repositoryId);
    if (!target) throw new Error(`no target for repository ${repositoryId}`);
    return { repository: authorize(actor, 'ask', target), revision, name: repository };
  });
}

/**
 * Searches the scope for a question, together with what a follow-up takes over from its conversation. Where words find nothing, the
 * names in the question are searched for as they stand.
 */
export async function retrieve(
  actor: Actor,
  scope: AuthorizedScope,
  asked: Asked,
  signal: AbortSignal,
): Promise<{ passages: EventPassage[]; trail: TrailStep[] }> {
  const trail: TrailStep[] = [];
  const carried = await carriedOver(asked);
  for (const { search, query, ...together } of queriesFor(asked.question, carried)) {
    const wanted = { text: query, kind: search, limit: limits.answerPassages, ...together };
    const found = await searchRepositories(scope, wanted, { askedBy: actorId(actor), signal });
    const repositories = scope.map((entry) => entry.name);
    const [passages, tookMs] = [found.results.length, Math.round(found.tookMs)];
    trail.push({ kind: 'search', query, search, repositories, passages, tookMs, ...together });
    if (found.results.length > 0) return { passages: found.results.map(numbered), trail };
  }
  return { passages: [], trail };
}

/** A passage with its lines, as the model is given it. */
export type ReadPassage = EventPassage & { text: string };

/** Reads the lines of passages at their pinned revisions. */
export function readPassages(scope: AuthorizedScope, passages: readonly EventPassage[]): Promise<ReadPassage[]> {
  return Promise.all(
    passages.map(async (passage) => {
      const repository = repositoryOf(scope, passage);
      if (!repository) throw new Error(`passage ${passage.number} is outside the scope`);
      const { lines } = await readLines(repository, passage.revision, passage.path, { start: passage.startLine, end: passage.endLine });
      return { ...passage, text: lines.join('\n') };
    }),
  );
}

/** Reads a cited passage once more, for its verification; what cannot be read is said, not thrown. */
export async function readAgain(scope: AuthorizedScope, passage: EventPassage): Promise<ReadAgain> {
  const { path, blobId: recordedBlobId, revision, startLine, endLine } = passage;
  const repository = repositoryOf(scope, passage);
  if (!repository) return { path, recordedBlobId, foundBlobId: null, lines: null };
  try {
    const found = await readLines(repository, revision, path, { start: startLine, end: endLine });
    const isWhole = found.totalLines >= endLine && found.lines.length === endLine - startLine + 1;
    return { path, recordedBlobId, foundBlobId: found.blobId, lines: isWhole ? found.lines : null };
  } catch (error) {
    const foundBlobId = hasCode(error, 'file.lineGone') ? await blobId(repository, revision, path) : null;
    return { path, recordedBlobId, foundBlobId, lines: null };
  }
}

function queriesFor(question: string, carried: string): { search: 'words' | 'literal'; query: string; carried?: string }[] {
  const names = question.match(/`[^`\n]{3,80}`|\b\w*[a-z0-9][A-Z_]\w*\b/g) ?? [];
  const literals = [...new Set(names.map((name) => name.replaceAll('`', '')))].slice(0, 3);
  const words = { search: 'words' as const, query: question, ...(carried !== '' && { carried }) };
  return [words, ...literals.map((query) => ({ search: 'literal' as const, query }))];
}

function numbered(passage: Passage, index: number): EventPassage {
  const { repositoryId, repository, revision, path, startLine, endLine, blobId, score, symbol } = passage;
  return { number: index + 1, repositoryId, repository, revision, path, startLine, endLine, blobId, score, ...(symbol && { symbol }) };
}

function repositoryOf(scope: AuthorizedScope, passage: EventPassage): Authorized<'repository'> | undefined {
  return scope.find((entry) => entry.repository.id === passage.repositoryId)?.repository;
}
