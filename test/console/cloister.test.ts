import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { limits } from '#server/platform/index.ts';
import { llamaMetadata, writeGguf } from '#test/support/gguf-file.ts';
import { commitFiles, initRepository } from '#test/support/make-repository.ts';
import { startAppliance } from '#test/support/start-appliance.ts';
import { tempFolder } from '#test/support/temp-folder.ts';

type Ran = { status: number; stdout: string; stderr: string };

/** The command as a person runs it: a process of its own. */
function cloister(dataDir: string, ...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const env = { ...process.env, CLOISTER_DATA: dataDir };
    execFile(process.execPath, ['scripts/cloister.ts', ...args], { env }, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

it('says what to do where nothing runs', async () => {
  await using folder = await tempFolder();
  const { status, stdout, stderr } = await cloister(folder.path, 'status', '--json');
  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'appliance.notRunning' } });
  expect(stderr).toMatch(/\n-> \S/);
});

it('ends with 2 where it is used wrongly, and with 0 for help', async () => {
  await using folder = await tempFolder();
  for (const args of [['nonsense'], ['user', 'add'], ['search', 'a', 'b', '--limit', 'x'], ['status', '--nonsense']]) {
    expect((await cloister(folder.path, ...args)).status, args.join(' ')).toBe(2);
  }
  expect((await cloister(folder.path, '--help')).status).toBe(0);
});

it('ends in silence when its reader has read enough', async () => {
  await using folder = await tempFolder();
  const args = ['-c', `${process.execPath} scripts/cloister.ts --help | true; echo "\${PIPESTATUS[0]}"`];
  const ran = await new Promise<{ stdout: string; stderr: string }>((resolve) => {
    execFile('bash', args, { env: { ...process.env, CLOISTER_DATA: folder.path } }, (_error, stdout, stderr) =>
      resolve({ stdout, stderr }),
    );
  });
  expect(ran).toEqual({ stdout: '0\n', stderr: '' });
});

it('prints one JSON document with --json, words otherwise', async () => {
  await using box = await startAppliance();
  const added = await cloister(box.dataDir, 'user', 'add', 'Ada', '--role', 'auditor', '--json');
  expect(JSON.parse(added.stdout)).toMatchObject({ name: 'Ada', role: 'auditor', link: expect.stringContaining('/password#') });
  expect((await cloister(box.dataDir, 'user', 'list')).stdout).toBe('Ada  auditor  active\n');
  const status = await cloister(box.dataDir, 'status', '--json');
  expect(JSON.parse(status.stdout)).toMatchObject({ ready: false, reasons: [{ code: 'engine.noModel' }] });
  const refused = await cloister(box.dataDir, 'user', 'suspend', 'Bob', '--json');
  expect(refused.status).toBe(1);
  const long = await cloister(box.dataDir, 'search', 'none', 'x'.repeat(limits.searchTextLength + 1), '--json');
  expect(JSON.parse(long.stdout)).toMatchObject({ error: { code: 'request.invalid', params: { field: 'text' } } });
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'user.notFound', params: { name: 'Bob' } } });
});

it('tells passages that a model was given from those that were only found', async () => {
  await using folder = await tempFolder();
  const ledger = initRepository(join(folder.path, 'ledger'));
  commitFiles(ledger, { 'retry.ts': 'export function retryDelay(attempt: number) {\n  return attempt;\n}\n' }, 'Retries');
  await using box = await startAppliance();
  expect((await cloister(box.dataDir, 'repo', 'add', 'ledger', ledger, '--wait')).status).toBe(0);
  const asked = ['ask', 'ledger', 'Where is the retry delay?', '--evidence'];
  const { passages } = JSON.parse((await cloister(box.dataDir, ...asked, '--json')).stdout) as { passages: unknown[] };
  expect(passages).toMatchObject([{ path: 'retry.ts', startLine: 1, endLine: 3, inPrompt: false }]);
  expect((await cloister(box.dataDir, ...asked)).stdout).toContain('Passages found: 1, in the prompt: 0\n  found  ledger:retry.ts:1-3\n');
});

it('verifies the log with the appliance up and down, and exports it', async () => {
  await using box = await startAppliance();
  for (const isUp of [true, false]) {
    if (!isUp) await box.stop();
    const { status, stdout } = await cloister(box.dataDir, 'audit', 'verify', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, records: expect.any(Number), checkpoint: { size: expect.any(Number) } });
    if (!isUp) continue;
    const { records } = JSON.parse((await cloister(box.dataDir, 'audit', 'export', '--json')).stdout) as { records: { action: string }[] };
    expect(records.map(({ action }) => action)).toContain('appliance.started');
    expect((await cloister(box.dataDir, 'audit', 'export', '--format', 'pdf')).status).toBe(1);
  }
});

it('backs up a running appliance and refuses to restore over it', async () => {
  await using folder = await tempFolder();
  await using box = await startAppliance();
  const file = join(folder.path, 'box.tar');
  const made = await cloister(box.dataDir, 'backup', file, '--json');
  expect(made.stderr).toBe('');
  expect(JSON.parse(made.stdout)).toMatchObject({ file, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const again = await cloister(box.dataDir, 'backup', file, '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'backup.targetExists' } });
  const running = await cloister(box.dataDir, 'restore', file, '--json');
  expect(JSON.parse(running.stdout)).toMatchObject({ error: { code: 'appliance.running' } });
  await box.stop();
  expect((await cloister(box.dataDir, 'restore', file)).status).toBe(0);
  expect(existsSync(join(box.dataDir, 'backup-snapshot'))).toBe(false);
});

it('brings a model from a stick, with the licence that an administrator vouches for', async () => {
  await using box = await startAppliance();
  await using stick = await tempFolder();
  const { 'general.license': _, ...metadata } = llamaMetadata;
  const file = writeGguf(join(stick.path, 'ours.gguf'), { metadata });
  const license = join(stick.path, 'terms.txt');
  writeFileSync(license, 'Ours alone.');
  const refused = await cloister(box.dataDir, 'model', 'add', file, '--json');
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'model.licenseMissing', params: { file } } });
  expect((await cloister(box.dataDir, 'model', 'add', file, '--license-text', license)).status).toBe(2);
  const added = await cloister(box.dataDir, 'model', 'add', stick.path, '--license-text', license, '--reason', 'we made it', '--json');
  expect(JSON.parse(added.stdout)).toMatchObject({ name: 'ours', isNew: true, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const listed = JSON.parse((await cloister(box.dataDir, 'model', 'list', '--json')).stdout);
  expect(listed).toMatchObject([
    { name: 'ours', license: { text: 'Ours alone.', reason: 'we made it' }, quantisation: 'F32', acceptedBy: null },
  ]);
  const use = await cloister(box.dataDir, 'model', 'use', 'ours', '--json');
  expect(JSON.parse(use.stdout)).toMatchObject({ error: { code: 'model.notAccepted' } });
  const used = await cloister(box.dataDir, 'model', 'use', 'ours', '--override', 'a trial', '--json');
  expect(JSON.parse(used.stdout)).toMatchObject({ isChosen: true, override: 'a trial', acceptedBy: 'administrator' });
  expect((await cloister(box.dataDir, 'model', 'role', 'coder', 'ours')).stdout).toBe('ours is the coder now.\n');
  expect((await cloister(box.dataDir, 'model', 'role', 'judge', 'ours')).status).toBe(2);
});
