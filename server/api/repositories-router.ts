import { z } from 'zod';
import { authorize } from '#server/identity/index.ts';
import type { Actor, Authorized } from '#server/platform/index.ts';
import {
  addRepository,
  branches,
  cancelImport,
  findFile,
  getRepository,
  importProgress,
  listRepositories,
  listTree,
  openFile,
  removeRepository,
  repositoryTargets,
  updateRepository,
  watchImport,
} from '#server/repositories/index.ts';
import { fileSymbols } from '#server/retrieval/index.ts';
import { importView, repositoryView } from './repository-shapes.ts';
import { personProcedure, router } from './trpc.ts';

const repository = z.string().min(1).max(200);
const importId = z.string().min(1).max(100);
const revision = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'is not a commit');
const path = z.string().max(4_096);
const branch = z.string().min(1).max(500).optional();
const source = z.union([
  z.object({ kind: z.literal('path'), path: z.string().min(1).max(4_096) }),
  z.object({ kind: z.literal('gitBundle'), uploadId: z.string().min(1).max(100) }),
]);
const fileInput = z.object({ repository, revision, path });

/** Repositories: their imports, and their files at pinned revisions. Names and ids are taken alike. */
export const repositoriesRouter = router({
  list: personProcedure.query(async ({ ctx }) => (await listRepositories(ctx.actor)).map(repositoryView)),

  get: personProcedure.input(z.object({ repository })).query(async ({ ctx, input }) => {
    const target = await authorized(ctx.actor, 'read', input.repository);
    return { ...repositoryView(await getRepository(target)), branches: await branches(target) };
  }),

  add: personProcedure.input(z.object({ name: z.string().max(1_000), source, branch })).mutation(({ ctx, input }) => {
    mayGive(ctx.actor, input.source);
    return addRepository(ctx.actor, input);
  }),

  update: personProcedure.input(z.object({ repository, source: source.optional(), branch })).mutation(async ({ ctx, input }) => {
    if (input.source) mayGive(ctx.actor, input.source);
    return updateRepository(ctx.actor, await authorized(ctx.actor, 'maintain', input.repository), input);
  }),

  remove: personProcedure.input(z.object({ repository })).mutation(async ({ ctx, input }) => {
    await removeRepository(ctx.actor, await authorized(ctx.actor, 'maintain', input.repository));
  }),

  cancelImport: personProcedure.input(z.object({ importId })).mutation(async ({ ctx, input }) => {
    await ofImport(ctx.actor, 'maintain', input.importId);
    await cancelImport(ctx.actor, input.importId);
  }),

  /** Each step of an import, ending with its end. */
  watchImport: personProcedure.input(z.object({ importId })).subscription(async function* ({ ctx, input, signal }) {
    await ofImport(ctx.actor, 'read', input.importId);
    for await (const progress of watchImport(input.importId, signal)) yield importView(progress);
  }),

  tree: personProcedure
    .input(fileInput)
    .query(async ({ ctx, input }) => listTree(await authorized(ctx.actor, 'read', input.repository), input.revision, input.path)),

  file: personProcedure.input(fileInput).query(async ({ ctx, input }) => {
    const target = await authorized(ctx.actor, 'read', input.repository);
    const file = await openFile(ctx.actor, target, input.revision, input.path);
    return { ...file, ...(await fileSymbols(ctx.actor, { repository: target, revision: input.revision }, input.path)) };
  }),

  findFile: personProcedure
    .input(z.object({ repository, revision, text: z.string().max(500) }))
    .query(async ({ ctx, input }) => findFile(await authorized(ctx.actor, 'read', input.repository), input.revision, input.text)),
});

async function authorized(actor: Actor, right: 'read' | 'maintain', nameOrId: string): Promise<Authorized<'repository'>> {
  const [target] = await repositoryTargets([nameOrId]);
  if (!target) throw new Error('one name gives one target');
  return authorize(actor, right, target);
}

async function ofImport(actor: Actor, right: 'read' | 'maintain', id: string): Promise<void> {
  await authorized(actor, right, (await importProgress(id)).repositoryId);
}

/** A path makes the appliance read its own disk, so it is for those who run it. What somebody uploads is theirs to give. */
function mayGive(actor: Actor, given: z.infer<typeof source>): void {
  if (given.kind === 'path') authorize(actor, 'administer', { kind: 'appliance', id: 'appliance' });
}
