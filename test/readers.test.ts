import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { authorize } from '#server/identity/index.ts';
import {
  addRepository,
  currentRevision,
  repositoryTargets,
  startRepositories,
  stopRepositories,
  updateRepository,
  watchImport,
} from '#server/repositories/index.ts';
import { readerPids, searchRepositories, startReaders, stopReaders } from '#server/retrieval/index.ts';
import { isAlive } from './support/child-processes.ts';
import { commitFiles, makeRepository } from './support/make-repository.ts';
import { openTestDatabase } from './support/open-test-database.ts';
import { tempFolder } from './support/temp-folder.ts';
import { waitFor } from './support/wait-for.ts';

const actor = { kind: 'console', unixUser: 'tester' } as const;

async function openRoom(make: (folder: string) => string) {
  const box = await openTestDatabase();
  const temporary = await tempFolder();
  await startRepositories({ folder: box.folder });
  startReaders();
  const source = make(join(temporary.path, 'source'));
  const { importId } = await addRepository(actor, { name: 'r', source: { kind: 'path', path: source } });
  for await (const _step of watchImport(importId));
  const [found] = await repositoryTargets(['r']);
  if (!found) throw new Error('the repository is missing');
  const repository = authorize(actor, 'maintain', found);
  return {
    source,
    repository,
    async search(text: string, kind: 'words' | 'literal' | 'regex' = 'words') {
      const { revision } = await currentRevision(repository);
      return searchRepositories([{ repository, revision }], { text, kind, limit: 20 });
    },
    async [Symbol.asyncDispose]() {
      stopReaders();
      await stopRepositories();
      await temporary[Symbol.asyncDispose]();
      await box[Symbol.asyncDispose]();
    },
  };
}

it('answers again after its readers were killed, and runs what waited', async () => {
  await using room = await openRoom(makeRepository);
  const before = readerPids();
  const searches = Array.from({ length: 6 }, (_, at) =>
    room.search(at % 2 ? 'compute value' : 'compute_value', at % 2 ? 'words' : 'literal'),
  );
  for (const pid of before) process.kill(pid, 'SIGKILL');
  for (const { results } of await Promise.all(searches)) expect(results.length).toBeGreaterThan(0);
  expect(readerPids().some((pid) => before.includes(pid))).toBe(false);
});

it('shows the old revision until the new one is indexed, then the new one', async () => {
  await using room = await openRoom(makeRepository);
  commitFiles(room.source, { 'src/later.py': 'def came_later():\n    pass\n' }, 'later');
  expect((await room.search('came_later')).results.map(({ path }) => path)).not.toContain('src/later.py');
  const { importId } = await updateRepository(actor, room.repository);
  for await (const _step of watchImport(importId)) expect((await room.search('compute value')).results.length).toBeGreaterThan(0);
  expect((await room.search('came_later')).results.map(({ path }) => path)).toContain('src/later.py');
});

it('leaves no reader behind when its parent is killed', async () => {
  await using folder = await tempFolder();
  const program = join(folder.path, 'parent.ts');
  const room = join(process.cwd(), 'server/retrieval/index.ts');
  writeFileSync(
    program,
    `import { readerPids, startReaders } from '${room}';\nstartReaders();\nconsole.log(JSON.stringify(readerPids()));\n`,
  );
  const parent = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  parent.stdout.on('data', (text) => {
    printed += text;
  });
  const pids = await waitFor(() => printed.includes(']') && (JSON.parse(printed) as number[]), { what: 'the readers’ ids' });
  expect(pids.every(isAlive)).toBe(true);
  parent.kill('SIGKILL');
  await waitFor(() => !pids.some(isAlive), { timeoutMs: 2_000, what: 'the end of the readers' });
});
