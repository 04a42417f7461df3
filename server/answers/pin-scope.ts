import type { Authorized } from '#server/platform/index.ts';
import { currentRevision } from '#server/repositories/index.ts';
import type { ScopeEntry } from './answer-rows.ts';

/**
 * Pins the revisions that a question is asked of: each repository's newest indexed commit.
 *
 * @throws AppError `repository.notReady` before the first import is finished, `repository.notFound`
 */
export function pinScope(scope: readonly Authorized<'repository'>[]): Promise<ScopeEntry[]> {
  return Promise.all(
    scope.map(async (target) => {
      const { repository, revision } = await currentRevision(target);
      return { repositoryId: target.id, repository, revision };
    }),
  );
}
