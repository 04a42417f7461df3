import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { verifyAudit } from '#server/audit/index.ts';
import { authorize } from '#server/identity/index.ts';
import { db } from '#server/platform/index.ts';
import {
  addRepository,
  branches,
  cancelImport,
  currentRevision,
  findFile,
  getRepository,
  type ImportProgress,
  listRepositories,
  listTree,
  readLines,
  receiveUpload,
  removeRepository,
  repositoryTargets,
  startIndexer,
  startRepositories,
  stopRepositories,
  updateRepository,
  watchImport,
} from '#server/repositories/index.ts';
import { searchRepositories, startReaders, stopReaders } from '#server/retrieval/index.ts';
import { isAlive } from './support/child-processes.ts';
import { commitFiles, gitIn, initRepository, makeRepository, rewriteMain } from './support/make-repository.ts';
import { openTestDatabase } from './support/open-test-database.ts';
import { tempFolder } from './support/temp-folder.ts';
import { waitFor } from './support/wait-for.ts';

const actor = { kind: 'console', unixUser: 'tester' } as const;
const LLAMA = join(process.cwd(), 'node_modules/node-llama-cpp/llama/gitRelease.bundle');

async function openRoom(onStart?: (pid: number) => void) {
  const box = await openTestDatabase();
  await startRepositories({ folder: box.folder, indexer: startIndexer(onStart) });
  startReaders();
  return box;
}

afterEach(async () => {
  stopReaders();
  await stopRepositories();
});

async function ended(importId: string): Promise<ImportProgress> {
  let last: ImportProgress | undefined;
  for await (const step of watchImport(importId)) last = step;
  if (!last) throw new Error('no step of the import was seen');
  return last;
}

async function added(name: string, path: string, branch?: string) {
  const { importId } = await addRepository(actor, { name, source: { kind: 'path', path }, ...(branch && { branch }) });
  return ended(importId);
}

async function target(name: string) {
  const [found] = await repositoryTargets([name]);
  if (!found) throw new Error(`no repository ${name}`);
  return authorize(actor, 'read', found);
}

async function placesOf(name: string, text: string, kind: 'words' | 'literal' | 'regex' = 'words') {
  const repository = await target(name);
  const { revision } = await currentRevision(repository);
  const { results } = await searchRepositories([{ repository, revision }], { text, kind, limit: 20 });
  return results.map(({ path }) => path);
}

it('imports a history with two branches and a rename, and follows new commits and a forced push', async () => {
  await using box = await openRoom();
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  expect(await added('history', source)).toMatchObject({ state: 'done', done: 30, total: 30 });
  const repository = await target('history');
  const first = (await currentRevision(repository)).revision;
  expect((await branches(repository)).map(({ branch }) => branch).sort()).toEqual(['main', 'release']);
  expect(await placesOf('history', 'compute_value_7')).toContain('src/renamed_seven.py');
  expect(await findFile(repository, first, 'seven')).toEqual(['src/renamed_seven.py']);
  expect(await listTree(repository, first, '')).toEqual([{ name: 'src', kind: 'folder' }]);

  commitFiles(source, { 'src/fresh.py': 'def freshly_added():\n    pass\n' }, 'add fresh');
  expect(await ended((await updateRepository(actor, repository)).importId)).toMatchObject({ state: 'done' });
  expect(await placesOf('history', 'freshly added')).toContain('src/fresh.py');

  const rewritten = rewriteMain(source, 50);
  await ended((await updateRepository(actor, repository)).importId);
  expect((await currentRevision(repository)).revision).toBe(rewritten);
  expect(await placesOf('history', 'after the rewrite')).toContain('src/rewritten.py');
  expect(await placesOf('history', 'freshly_added', 'literal')).toEqual([]);
  // The commit that the push dropped was pinned: what answers cited can still be read.
  expect((await readLines(repository, first, 'src/renamed_seven.py', { start: 4, end: 4 })).lines).toEqual([
    'def compute_value_7(amount):',
  ]);
  expect((await verifyAudit(box.auditFiles)).ok).toBe(true);
});

it('imports the branch that is asked for, and names the branches where there is no such one', async () => {
  await using _box = await openRoom();
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  await added('release', source, 'release');
  const { revision, branch } = await currentRevision(await target('release'));
  expect([branch, revision]).toEqual(['release', gitIn(source, ['rev-parse', 'release'])]);
  await expect(added('other', source, 'nowhere')).rejects.toMatchObject({
    code: 'repository.branchMissing',
    params: { branches: 'main, release' },
  });
  expect((await listRepositories(actor)).map(({ name }) => name)).toEqual(['release']);
});

it('says what is wrong with a source, and leaves nothing behind', async () => {
  await using box = await openRoom();
  await using temporary = await tempFolder();
  const at = (name: string) => join(temporary.path, name);
  mkdirSync(at('plain'));
  writeFileSync(at('notes.txt'), 'not a bundle');
  initRepository(at('empty'));
  const large = openSync(at('large'), 'w');
  ftruncateSync(large, 2 * 1024 ** 3);
  closeSync(large);
  await expect(added('a', at('missing'))).rejects.toMatchObject({ code: 'repository.sourceMissing' });
  await expect(added('a', at('plain'))).rejects.toMatchObject({ code: 'repository.notGit' });
  await expect(added('a', at('notes.txt'))).rejects.toMatchObject({ code: 'repository.notGit' });
  await expect(added('a', at('large'))).rejects.toMatchObject({ code: 'repository.notGit' });
  await expect(added('a', at('empty'))).rejects.toMatchObject({ code: 'repository.empty' });
  await expect(added('a', 'relative/path')).rejects.toMatchObject({ code: 'request.invalid' });
  await expect(added('-a', at('empty'))).rejects.toMatchObject({ code: 'request.invalid' });
  expect(await db().repository.count()).toBe(0);
  expect(readdirSync(box.folder.mirrors)).toEqual([]);
});

it('marks the import of a git bundle that was cut short as failed, and removes what it began', async () => {
  await using box = await openRoom();
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  const whole = join(temporary.path, 'whole.bundle');
  gitIn(source, ['bundle', 'create', '--quiet', whole, '--all']);
  const bytes = readFileSync(whole);
  writeFileSync(join(temporary.path, 'cut.bundle'), bytes.subarray(0, bytes.length - 4_000));
  expect(await added('cut', join(temporary.path, 'cut.bundle'))).toMatchObject({
    state: 'failed',
    error: { code: 'repository.bundleDamaged' },
  });
  expect((await listRepositories(actor))[0]).toMatchObject({ name: 'cut', state: 'failed' });
  expect([...readdirSync(box.folder.mirrors), ...readdirSync(box.folder.indexes)]).toEqual([]);
  await expect(currentRevision(await target('cut'))).rejects.toMatchObject({ code: 'repository.notReady' });
  // The same name works once the source is whole.
  const update = await updateRepository(actor, await target('cut'), { source: { kind: 'path', path: whole } });
  expect(await ended(update.importId)).toMatchObject({ state: 'done' });
});

it('takes an upload in, imports it for whoever sent it, and removes it then', async () => {
  await using box = await openRoom();
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  const bundle = join(temporary.path, 'b');
  gitIn(source, ['bundle', 'create', '--quiet', bundle, '--all']);
  const { uploadId, fileName } = await receiveUpload(Readable.from([readFileSync(bundle)]), '../../etc/a.bundle', actor);
  expect(fileName).toBe('a.bundle');
  const stranger = { kind: 'person', id: 'p', name: 'P', role: 'admin', address: '' } as const;
  await expect(addRepository(stranger, { name: 'u', source: { kind: 'gitBundle', uploadId } })).rejects.toMatchObject({
    code: 'repository.sourceMissing',
  });
  const { importId } = await addRepository(actor, { name: 'u', source: { kind: 'gitBundle', uploadId } });
  expect(await ended(importId)).toMatchObject({ state: 'done' });
  await waitFor(() => readdirSync(box.folder.uploads).length === 0, { what: 'the upload removed' });
  await expect(receiveUpload(Readable.from([Buffer.from('no bundle')]), 'x', actor)).rejects.toMatchObject({ code: 'repository.notGit' });
  expect(readdirSync(box.folder.uploads)).toEqual([]);
});

it('starts an import again whose process was killed, once, and then gives up', async () => {
  const pids: number[] = [];
  let killsLeft = 1;
  await using box = await openRoom((pid) => {
    pids.push(pid);
    if (killsLeft-- > 0) setImmediate(() => process.kill(pid, 'SIGKILL'));
  });
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  expect(await added('once', source)).toMatchObject({ state: 'done' });
  expect(pids.length).toBe(2);
  killsLeft = 2;
  expect(await added('twice', source)).toMatchObject({ state: 'failed', error: { code: 'repository.indexFailed' } });
  await waitFor(() => !pids.some(isAlive), { what: 'the end of both processes' });
  await stopRepositories();
  await startRepositories({ folder: box.folder });
  expect(readdirSync(box.folder.indexes).filter((name) => name.includes('building'))).toEqual([]);
  expect(readdirSync(box.folder.mirrors).filter((name) => name.includes('importing'))).toEqual([]);
});

it('takes an import up again after a kill -9 in mid-parse, and after a stop of the appliance in mid-parse', async () => {
  const pids: number[] = [];
  await using box = await openRoom((pid) => pids.push(pid));
  const { importId } = await addRepository(actor, { name: 'llama.cpp', source: { kind: 'path', path: LLAMA } });
  for await (const step of watchImport(importId)) {
    if (step.stage !== 'parsing' || step.done <= 100) continue;
    if (pids.length > 1) break;
    process.kill(pids[0] ?? Number.NaN, 'SIGKILL');
    await waitFor(() => pids.length > 1, { what: 'the second process' });
  }
  await stopRepositories();
  expect(await db().import.findUnique({ where: { id: importId } })).toMatchObject({ state: 'running' });
  expect(readdirSync(box.folder.indexes)).toEqual([]);
  await startRepositories({ folder: box.folder });
  expect(await ended(importId)).toMatchObject({ state: 'done', total: 3_619 });
  const { revision } = await getRepository(await target('llama.cpp'));
  expect(revision).toMatchObject({ files: 3_619, branch: 'HEAD' });
  expect((revision?.filesIndexed ?? 0) + (revision?.filesSkipped ?? 0) + (revision?.filesFailed ?? 0)).toBe(3_619);

  const known = [
    ['Where is the KV cache quantisation type parsed from the command line?', 'common/arg.cpp'],
    ['How is a batch split into ubatches?', 'src/llama-batch.cpp'],
    ['How are grammar rules generated from a JSON schema?', 'common/json-schema-to-grammar.cpp'],
    ['Where are LoRA adapters loaded?', 'src/llama-adapter.cpp'],
    ['llama_memory_seq_rm', 'src/llama-context.cpp'],
  ] as const;
  for (const [question, path] of known) expect((await placesOf('llama.cpp', question)).slice(0, 5)).toContain(path);
  expect((await placesOf('llama.cpp', 'kv_cache_type_from_str', 'literal'))[0]).toBe('common/arg.cpp');
  expect((await placesOf('llama.cpp', 'kv_cache_\\w+_str\\(', 'regex'))[0]).toBe('common/arg.cpp');
});

it('ends a cancelled import as failed, with nothing left', async () => {
  await using box = await openRoom();
  const { importId } = await addRepository(actor, { name: 'l', source: { kind: 'path', path: LLAMA } });
  for await (const step of watchImport(importId)) if (step.stage === 'parsing') break;
  await cancelImport(actor, importId);
  expect(await ended(importId)).toMatchObject({ state: 'failed', error: { code: 'repository.cancelled' } });
  expect(readdirSync(box.folder.indexes)).toEqual([]);
});

it('removes a repository with its mirror and its index, and searches two in one call', async () => {
  await using box = await openRoom();
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  const other = initRepository(join(temporary.path, 'other'));
  commitFiles(other, { 'src/compute.py': 'def compute_value_elsewhere():\n    return 1\n' }, 'one');
  await added('one', source);
  await added('two', other);
  const scope = await Promise.all(
    ['one', 'two'].map(async (name) => ({
      repository: await target(name),
      revision: (await currentRevision(await target(name))).revision,
    })),
  );
  const { results } = await searchRepositories(scope, { text: 'compute value', kind: 'words', limit: 50 });
  expect(new Set(results.map(({ repository }) => repository))).toEqual(new Set(['one', 'two']));
  for (const { repositoryId, revision, blobId, path, startLine } of results) {
    const of = scope.find(({ repository }) => repository.id === repositoryId);
    expect(of?.revision).toBe(revision);
    if (of) expect((await readLines(of.repository, revision, path, { start: startLine, end: startLine })).blobId).toBe(blobId);
  }
  await removeRepository(actor, await target('two'));
  await expect(repositoryTargets(['two'])).rejects.toMatchObject({ code: 'repository.notFound' });
  expect(readdirSync(box.folder.indexes).length).toBe(1);
  expect(readdirSync(box.folder.mirrors).length).toBe(1);
});
