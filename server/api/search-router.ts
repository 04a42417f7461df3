import { z } from 'zod';
import { authorizeEach } from '#server/identity/index.ts';
import { limits } from '#server/platform/index.ts';
import { repositoryTargets } from '#server/repositories/index.ts';
import { runSearch } from '#server/retrieval/index.ts';
import { personProcedure, router } from './trpc.ts';

const searchInput = z.object({
  repositories: z.array(z.string().min(1).max(200)).min(1).max(limits.scopeRepositories),
  text: z.string().min(1).max(limits.searchTextLength),
  kind: z.enum(['words', 'literal', 'regex']).default('words'),
  limit: z.number().int().min(1).max(limits.searchResults).default(50),
});

/** Search in the current revisions of one or more repositories. */
export const searchRouter = router({
  run: personProcedure.input(searchInput).query(async ({ ctx, input: { repositories, ...query }, signal }) => {
    const scope = authorizeEach(ctx.actor, 'read', await repositoryTargets([...new Set(repositories)]));
    const { results, searched, tookMs } = await runSearch(ctx.actor, scope, query, signal);
    return { scope: searched.map(({ repository, revision }) => ({ repository, revision })), results, tookMs, kind: query.kind };
  }),
});
