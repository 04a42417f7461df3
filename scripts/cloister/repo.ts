import { resolve } from 'node:path';
import type { inferRouterOutputs } from '@trpc/server';
import type { Command } from 'commander';
import type { AppRouter } from '#server/api/index.ts';
import { table } from './lines.ts';
import { withSource } from './send-source.ts';
import { addVerb, type Box, type Ending } from './verb.ts';
import { watchImport } from './watch-import.ts';
import { words } from './words.ts';

type Repository = inferRouterOutputs<AppRouter>['repositories']['list'][number];

/** `cloister repo …`: repositories and their imports. */
export function addRepo(program: Command, ending: Ending): void {
  const repo = program.command('repo').description(words('repo.about'));
  type Options = { branch?: string; wait?: boolean };
  addVerb(repo, ending, 'add <name> <source>', words('repo.add'), async (box, [name, source]: [string, string], options: Options) => {
    const branch = options.branch ? { branch: options.branch } : {};
    const added = await withSource(box, resolve(source), (from) =>
      box.appliance.trpc.repositories.add.mutate({ name, source: from, ...branch }),
    );
    return importFound(box, name, added, options.wait ?? false);
  })
    .option('--branch <branch>', words('repo.branchOption'))
    .option('--wait', words('repo.waitOption'));
  addVerb(repo, ending, 'list', words('repo.list'), async ({ appliance }) => {
    const repositories = await appliance.trpc.repositories.list.query();
    return { json: repositories, lines: table(repositories.map(repositoryRow)) };
  });
  addVerb(
    repo,
    ending,
    'update <name> [source]',
    words('repo.update'),
    async (box, [name, source]: [string, string?], options: Options) => {
      const { update } = box.appliance.trpc.repositories;
      const started = source
        ? await withSource(box, resolve(source), (from) => update.mutate({ repository: name, source: from }))
        : await update.mutate({ repository: name });
      return importFound(box, name, started, options.wait ?? false);
    },
  ).option('--wait', words('repo.waitOption'));
  addVerb(repo, ending, 'remove <name>', words('repo.remove'), async ({ appliance }, [name]: [string]) => {
    await appliance.trpc.repositories.remove.mutate({ repository: name });
    return { json: { name }, lines: [words('repo.removeDone', { name })] };
  });
}

async function importFound(box: Box, name: string, started: { repositoryId: string; importId: string }, isAwaited: boolean) {
  if (!isAwaited) return { json: { ...started, name }, lines: [words('repo.started', { name })] };
  await watchImport(box, started.importId);
  const repository = await box.appliance.trpc.repositories.get.query({ repository: name });
  const { revision } = repository;
  return {
    json: { ...started, name, state: repository.state, revision },
    lines: [
      words('repo.done', {
        name,
        files: revision?.filesIndexed ?? 0,
        skipped: revision?.filesSkipped ?? 0,
        failed: revision?.filesFailed ?? 0,
        commit: revision?.commit.slice(0, 12) ?? '',
      }),
    ],
  };
}

function repositoryRow({ name, state, branch, revision }: Repository): string[] {
  return [name, state, branch, revision?.commit.slice(0, 12) ?? '', revision ? words('repo.files', { files: revision.filesIndexed }) : ''];
}
