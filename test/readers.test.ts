import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { db } from '#server/platform/index.ts';
import { updateRepository, watchImport } from '#server/repositories/index.ts';
import { readerPids, runSearch, type SearchQuery, startReaders, stopReaders } from '#server/retrieval/index.ts';
import { isAlive } from './support/child-processes.ts';
import { importBox, importer, target } from './support/import-box.ts';
import { commitFiles, makeRepository } from './support/make-repository.ts';
import { tempFolder } from './support/temp-folder.ts';
import { waitFor } from './support/wait-for.ts';

it('answers again after its readers were killed, and runs what waited', async () => {
  await using box = await importBox();
  await using temporary = await tempFolder();
  await box.added('r', makeRepository(join(temporary.path, 'source')));
  const before = readerPids();
  const searches = Array.from({ length: 6 }, (_, at) =>
    box.placesOf('r', at % 2 ? 'compute value' : 'compute_value', at % 2 ? 'words' : 'literal'),
  );
  for (const pid of before) process.kill(pid, 'SIGKILL');
  for (const places of await Promise.all(searches)) expect(places.length).toBeGreaterThan(0);
  expect(readerPids().some((pid) => before.includes(pid))).toBe(false);
});

it('records a search that was tried and failed, and none whose pattern is none', async () => {
  await using box = await importBox();
  await using temporary = await tempFolder();
  await box.added('r', makeRepository(join(temporary.path, 'source')));
  const search = async (text: string, kind: SearchQuery['kind']) => runSearch(importer, [await target('r')], { text, kind, limit: 5 });
  await search('compute', 'literal');
  await expect(search('(', 'regex')).rejects.toMatchObject({ code: 'search.patternInvalid' });
  stopReaders();
  startReaders();
  const failing = search('compute', 'regex');
  await waitFor(() => readerPids().length === 2, { what: 'the readers' });
  stopReaders();
  await expect(failing).rejects.toMatchObject({ code: 'search.readerFailed' });
  const rows = await db().auditRecord.findMany({ where: { action: 'search.run' }, orderBy: { index: 'asc' } });
  expect(rows.map(({ outcome }) => outcome)).toEqual(['done', 'failed']);
  const { details } = JSON.parse(Buffer.from(rows[1]?.bytes ?? []).toString('utf8'));
  expect(details).toMatchObject({ kind: 'regex', errorCode: 'search.readerFailed', results: 0, scope: [{ repository: 'r' }] });
  expect(rows[1]?.repositoryIds).toBe(rows[0]?.repositoryIds);
});

it('shows the old revision until the new one is indexed, then the new one', async () => {
  await using box = await importBox();
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  await box.added('r', source);
  commitFiles(source, { 'src/later.py': 'def came_later():\n    pass\n' }, 'later');
  expect(await box.placesOf('r', 'came_later')).not.toContain('src/later.py');
  const { importId } = await updateRepository(importer, await target('r'));
  for await (const _step of watchImport(importId)) expect((await box.placesOf('r', 'compute value')).length).toBeGreaterThan(0);
  expect(await box.placesOf('r', 'came_later')).toContain('src/later.py');
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
