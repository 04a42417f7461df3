import { closeSync, ftruncateSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { verifyAudit } from '#server/audit/index.ts';
import { db, limits } from '#server/platform/index.ts';
import {
  addRepository,
  branches,
  cancelImport,
  currentRevision,
  findFile,
  getRepository,
  listRepositories,
  listTree,
  readLines,
  receiveUpload,
  removeRepository,
  repositoryTargets,
  startRepositories,
  stopRepositories,
  updateRepository,
  watchImport,
} from '#server/repositories/index.ts';
import { fileSymbols, searchRepositories } from '#server/retrieval/index.ts';
import { isAlive } from './support/child-processes.ts';
import { ended, importBox, importer, target } from './support/import-box.ts';
import { commitFiles, gitIn, initRepository, makeRepository, rewriteMain } from './support/make-repository.ts';
import { tempFolder } from './support/temp-folder.ts';
import { waitFor } from './support/wait-for.ts';

const LLAMA = join(process.cwd(), 'node_modules/node-llama-cpp/llama/gitRelease.bundle');

const asking = { askedBy: 'console' };

it('imports a history with two branches and a rename, and follows new commits and a forced push', async () => {
  await using box = await importBox();
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  expect(await box.added('history', source)).toMatchObject({ state: 'done', done: 30, total: 30 });
  const repository = await target('history');
  const first = (await currentRevision(repository)).revision;
  expect((await branches(repository)).map(({ branch }) => branch).sort()).toEqual(['main', 'release']);
  expect(await box.placesOf('history', 'compute_value_7')).toContain('src/renamed_seven.py');
  expect(await findFile(repository, first, 'seven')).toEqual(['src/renamed_seven.py']);
  expect(await listTree(repository, first, '')).toEqual([{ name: 'src', kind: 'folder' }]);

  commitFiles(source, { 'src/fresh.py': 'def freshly_added():\n    pass\n' }, 'add fresh');
  expect(await ended((await updateRepository(importer, repository)).importId)).toMatchObject({ state: 'done' });
  expect(await box.placesOf('history', 'freshly added')).toContain('src/fresh.py');

  const rewritten = rewriteMain(source, 50);
  await ended((await updateRepository(importer, repository)).importId);
  expect((await currentRevision(repository)).revision).toBe(rewritten);
  expect(await box.placesOf('history', 'after the rewrite')).toContain('src/rewritten.py');
  expect(await box.placesOf('history', 'freshly_added', 'literal')).toEqual([]);
  // The commit that the push dropped was pinned: what answers cited can still be read.
  expect((await readLines(repository, first, 'src/renamed_seven.py', { start: 4, end: 4 })).lines).toEqual([
    'def compute_value_7(amount):',
  ]);
  // It has left the index by now: its files are shown all the same, and a search in it says what to do.
  expect(await fileSymbols(importer, { repository, revision: first }, 'src/renamed_seven.py')).toEqual({ language: 'Python', symbols: [] });
  const query = { text: 'compute value', kind: 'words', limit: 5 } as const;
  await expect(searchRepositories([{ repository, revision: first }], query, asking)).rejects.toMatchObject({
    code: 'search.revisionNotIndexed',
    params: { name: 'history', revision: first.slice(0, 12) },
  });
  expect((await verifyAudit(box.auditFiles)).ok).toBe(true);
});

it('imports a history whose author lines are malformed, as old ones are', async () => {
  await using box = await importBox();
  await using temporary = await tempFolder();
  const source = initRepository(join(temporary.path, 'source'));
  commitFiles(source, { 'a.c': 'int plainly_here(void) { return 1; }\n' }, 'one');
  const author = 'Some One <one@example.org <none@none> 1278692065 -0300';
  const commit = `tree ${gitIn(source, ['rev-parse', 'HEAD^{tree}'])}\nauthor ${author}\ncommitter ${author}\n\nold\n`;
  const file = join(temporary.path, 'commit');
  writeFileSync(file, commit);
  gitIn(source, ['update-ref', 'HEAD', gitIn(source, ['hash-object', '-t', 'commit', '-w', '--literally', file])]);
  expect(await box.added('old', source)).toMatchObject({ state: 'done' });
  expect(await box.placesOf('old', 'plainly_here')).toEqual(['a.c']);
});

it('imports the branch that is asked for, and names the branches where there is no such one', async () => {
  await using box = await importBox();
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  await box.added('release', source, 'release');
  const { revision, branch } = await currentRevision(await target('release'));
  expect([branch, revision]).toEqual(['release', gitIn(source, ['rev-parse', 'release'])]);
  await expect(box.added('other', source, 'nowhere')).rejects.toMatchObject({
    code: 'repository.branchMissing',
    params: { branches: 'main, release' },
  });
  expect((await listRepositories(importer)).map(({ name }) => name)).toEqual(['release']);
});

it('says what is wrong with a source, and leaves nothing behind', async () => {
  await using box = await importBox();
  await using temporary = await tempFolder();
  const at = (name: string) => join(temporary.path, name);
  mkdirSync(at('plain'));
  writeFileSync(at('notes.txt'), 'not a bundle');
  initRepository(at('empty'));
  const large = openSync(at('large'), 'w');
  ftruncateSync(large, 2 * 1024 ** 3);
  closeSync(large);
  await expect(box.added('a', at('missing'))).rejects.toMatchObject({ code: 'repository.sourceMissing' });
  await expect(box.added('a', at('plain'))).rejects.toMatchObject({ code: 'repository.notGit' });
  await expect(box.added('a', at('notes.txt'))).rejects.toMatchObject({ code: 'repository.notGit' });
  await expect(box.added('a', at('large'))).rejects.toMatchObject({ code: 'repository.notGit' });
  await expect(box.added('a', at('empty'))).rejects.toMatchObject({ code: 'repository.empty' });
  await expect(box.added('a', 'relative/path')).rejects.toMatchObject({ code: 'request.invalid' });
  await expect(box.added('-a', at('empty'))).rejects.toMatchObject({ code: 'request.invalid' });
  expect(await db().repository.count()).toBe(0);
  expect(readdirSync(box.folder.mirrors)).toEqual([]);
});

it('marks the import of a git bundle that was cut short as failed, and removes what it began', async () => {
  await using box = await importBox();
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  const whole = join(temporary.path, 'whole.bundle');
  gitIn(source, ['bundle', 'create', '--quiet', whole, '--all']);
  const bytes = readFileSync(whole);
  writeFileSync(join(temporary.path, 'cut.bundle'), bytes.subarray(0, bytes.length - 4_000));
  expect(await box.added('cut', join(temporary.path, 'cut.bundle'))).toMatchObject({
    state: 'failed',
    error: { code: 'repository.bundleDamaged' },
  });
  expect((await listRepositories(importer))[0]).toMatchObject({ name: 'cut', state: 'failed' });
  expect([...readdirSync(box.folder.mirrors), ...readdirSync(box.folder.indexes)]).toEqual([]);
  await expect(currentRevision(await target('cut'))).rejects.toMatchObject({ code: 'repository.notReady' });
  // The same name works once the source is whole.
  const update = await updateRepository(importer, await target('cut'), { source: { kind: 'path', path: whole } });
  expect(await ended(update.importId)).toMatchObject({ state: 'done' });
});

it('takes an upload in, imports it for whoever sent it, and removes it then', async () => {
  await using box = await importBox();
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  const bundle = join(temporary.path, 'b');
  gitIn(source, ['bundle', 'create', '--quiet', bundle, '--all']);
  const { uploadId, fileName } = await receiveUpload(Readable.from([readFileSync(bundle)]), '../../etc/a.bundle', importer);
  expect(fileName).toBe('a.bundle');
  const stranger = { kind: 'person', id: 'p', name: 'P', role: 'admin', address: '' } as const;
  await expect(addRepository(stranger, { name: 'u', source: { kind: 'gitBundle', uploadId } })).rejects.toMatchObject({
    code: 'repository.sourceMissing',
  });
  const { importId } = await addRepository(importer, { name: 'u', source: { kind: 'gitBundle', uploadId } });
  expect(await ended(importId)).toMatchObject({ state: 'done' });
  await waitFor(() => readdirSync(box.folder.uploads).length === 0, { what: 'the upload removed' });
  await expect(receiveUpload(Readable.from([Buffer.from('no bundle')]), 'x', importer)).rejects.toMatchObject({
    code: 'repository.notGit',
  });
  expect(readdirSync(box.folder.uploads)).toEqual([]);
});

it('starts an import again whose process was killed, once, and then gives up', async () => {
  const pids: number[] = [];
  let killsLeft = 1;
  await using box = await importBox((pid) => {
    pids.push(pid);
    if (killsLeft-- > 0) setImmediate(() => process.kill(pid, 'SIGKILL'));
  });
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  expect(await box.added('once', source)).toMatchObject({ state: 'done' });
  expect(pids.length).toBe(2);
  killsLeft = 2;
  expect(await box.added('twice', source)).toMatchObject({ state: 'failed', error: { code: 'repository.indexFailed' } });
  await waitFor(() => !pids.some(isAlive), { what: 'the end of both processes' });
  await stopRepositories();
  await startRepositories({ folder: box.folder });
  expect(readdirSync(box.folder.indexes).filter((name) => name.includes('building'))).toEqual([]);
  expect(readdirSync(box.folder.mirrors).filter((name) => name.includes('importing'))).toEqual([]);
});

it('takes an import up again after a kill -9 in mid-parse, and after a stop of the appliance in mid-parse', async () => {
  const pids: number[] = [];
  await using box = await importBox((pid) => pids.push(pid));
  const { importId } = await addRepository(importer, { name: 'llama.cpp', source: { kind: 'path', path: LLAMA } });
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
  for (const [question, path] of known) expect((await box.placesOf('llama.cpp', question)).slice(0, 5)).toContain(path);
  expect((await box.placesOf('llama.cpp', 'kv_cache_type_from_str', 'literal'))[0]).toBe('common/arg.cpp');
  expect((await box.placesOf('llama.cpp', 'kv_cache_\\w+_str\\(', 'regex'))[0]).toBe('common/arg.cpp');
  // Three imports of 3,619 files: 30 s alone, several times that beside others.
}, 240_000);

it('ends a cancelled import as failed, with nothing left', async () => {
  await using box = await importBox();
  const { importId } = await addRepository(importer, { name: 'l', source: { kind: 'path', path: LLAMA } });
  for await (const step of watchImport(importId)) if (step.stage === 'parsing') break;
  await cancelImport(importer, importId);
  expect(await ended(importId)).toMatchObject({ state: 'failed', error: { code: 'repository.cancelled' } });
  expect(readdirSync(box.folder.indexes)).toEqual([]);
});

it('removes a repository with its mirror and its index, and searches two in one call', async () => {
  await using box = await importBox();
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  const other = initRepository(join(temporary.path, 'other'));
  commitFiles(other, { 'src/compute.py': 'def compute_value_elsewhere():\n    return 1\n' }, 'one');
  await box.added('one', source);
  await box.added('two', other);
  const scope = await Promise.all(
    ['one', 'two'].map(async (name) => ({
      repository: await target(name),
      revision: (await currentRevision(await target(name))).revision,
    })),
  );
  const { results } = await searchRepositories(scope, { text: 'compute value', kind: 'words', limit: 50 }, asking);
  expect(new Set(results.map(({ repository }) => repository))).toEqual(new Set(['one', 'two']));
  for (const { repositoryId, revision, blobId, path, startLine } of results) {
    const of = scope.find(({ repository }) => repository.id === repositoryId);
    expect(of?.revision).toBe(revision);
    if (of) expect((await readLines(of.repository, revision, path, { start: startLine, end: startLine })).blobId).toBe(blobId);
  }
  await removeRepository(importer, await target('two'));
  await expect(repositoryTargets(['two'])).rejects.toMatchObject({ code: 'repository.notFound' });
  expect(readdirSync(box.folder.indexes).length).toBe(1);
  expect(readdirSync(box.folder.mirrors).length).toBe(1);
});

it('takes so many imports of one person into the line, asked for at once, and another person’s all the same', async () => {
  await using box = await importBox();
  await using temporary = await tempFolder();
  const path = initRepository(join(temporary.path, 'source'));
  commitFiles(path, { 'a.c': 'int a;\n' }, 'first');
  const person = (id: string) => ({ kind: 'person', id, name: id, role: 'member', address: '' }) as const;
  const add = (id: string, name: string) => addRepository(person(id), { name, source: { kind: 'path', path } });
  const asked = Array.from({ length: limits.importsPerPerson + 3 }, (_, at) => add('ada', `of-ada-${at}`));
  const ends = await Promise.allSettled(asked);
  const started = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  expect(started).toHaveLength(limits.importsPerPerson);
  expect(ends.filter((end) => end.status === 'rejected').map(({ reason }) => reason.code)).toEqual(
    Array(3).fill('repository.tooManyImports'),
  );
  const hers = await add('grace', 'of-grace');
  for (const { importId } of started.slice(1)) await cancelImport(importer, importId);
  expect(await ended(hers.importId)).toMatchObject({ state: 'done' });
  expect(await ended((await add('ada', 'of-ada-again')).importId)).toMatchObject({ state: 'done' });
  expect(await box.added('of-the-console', path)).toMatchObject({ state: 'done' });
});
