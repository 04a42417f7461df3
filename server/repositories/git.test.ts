import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commitFiles, gitIn, initRepository, makeRepository } from '#test/support/make-repository.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { GitFailure, git } from './git.ts';
import { openObjects } from './git-objects.ts';
import { commitHistory } from './history.ts';
import { fetchMirror } from './mirror.ts';
import { listFiles } from './tree.ts';

const path = (folder: string) => ({ kind: 'path' as const, path: folder, name: folder });

it('runs nothing that a hostile repository asks for', async () => {
  await using temporary = await tempFolder();
  const marker = join(temporary.path, 'it-ran');
  const source = initRepository(join(temporary.path, 'source'));
  commitFiles(source, { 'a.txt': 'a\n', '.gitmodules': `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch ${marker}"\n` }, 'one');
  const program = join(temporary.path, 'program');
  writeFileSync(program, `#!/bin/sh\ntouch ${marker}\n`);
  chmodSync(program, 0o755);
  mkdirSync(join(source, '.git/hooks'), { recursive: true });
  for (const hook of ['post-checkout', 'pre-receive', 'post-receive', 'reference-transaction', 'post-index-change']) {
    writeFileSync(join(source, '.git/hooks', hook), `#!/bin/sh\ntouch ${marker}\n`);
    chmodSync(join(source, '.git/hooks', hook), 0o755);
  }
  const settings = [
    'core.fsmonitor',
    'uploadpack.packObjectsHook',
    'core.alternateRefsCommand',
    'core.sshCommand',
    'core.pager',
    'credential.helper',
  ];
  for (const setting of settings) gitIn(source, ['config', setting, program]);
  gitIn(source, ['config', 'core.hooksPath', join(source, '.git/hooks')]);
  const mirrorDir = join(temporary.path, 'm.git');
  const { commit } = await fetchMirror({ mirrorDir, source: path(source), branch: '' }, () => undefined);
  expect((await listFiles(mirrorDir, commit)).map((file) => file.path)).toEqual(['.gitmodules', 'a.txt']);
  expect(existsSync(marker)).toBe(false);
  // The marker can be made: the very program, run by hand.
  execFileSync(program);
  expect(existsSync(marker)).toBe(true);
});

it('reaches nothing but local files', async () => {
  for (const address of ['ext::sh -c id', 'http://127.0.0.1:1/x', 'git://127.0.0.1/x', 'ssh://127.0.0.1/x']) {
    await expect(git(['ls-remote', address])).rejects.toThrow(GitFailure);
    await git(['ls-remote', address]).catch((error: GitFailure) => expect(error.stderr).toMatch(/not allowed/));
  }
});

it('ends git at its time-out, at too much output, and when it is cancelled', async () => {
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  const gitDir = join(source, '.git');
  const pipe = join(temporary.path, 'pipe');
  execFileSync('mkfifo', [pipe]);
  // Nobody ever writes into it, so git waits for good.
  await expect(git(['hash-object', '--', pipe], { timeoutMs: 100 })).rejects.toMatchObject({ endedBy: 'timeOut' });
  await expect(git(['log'], { gitDir, outputBytes: 100 })).rejects.toMatchObject({ endedBy: 'tooMuchOutput' });
  await expect(git(['log'], { gitDir, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
});

it('reads objects of every size in the order asked, and says which are not there', async () => {
  await using temporary = await tempFolder();
  const source = initRepository(join(temporary.path, 'source'));
  const sizes = [0, 1, 65_535, 65_536, 65_537, 3_000_000];
  const commit = commitFiles(source, Object.fromEntries(sizes.map((size) => [`f${size}`, Buffer.alloc(size, 10)])), 'sizes');
  const objects = openObjects(join(source, '.git'));
  try {
    const infos = await Promise.all(sizes.map((size) => objects.info(`${commit}:f${size}`)));
    expect(infos.map((info) => info?.sizeBytes)).toEqual(sizes);
    const contents = await Promise.all(infos.map((info) => objects.read(info?.oid ?? '')));
    expect(contents.map(({ length }) => length)).toEqual(sizes);
    expect(await objects.info(`${commit}:missing`)).toBeNull();
    expect(await objects.info(`${commit}:two\nlines`)).toBeNull();
    await expect(objects.read('0'.repeat(40))).rejects.toThrow('missing');
    await expect(objects.read('HEAD')).rejects.toThrow('object id');
    expect((await objects.info(`${commit}:f1`))?.type).toBe('blob');
  } finally {
    objects.close();
  }
  expect(objects.isOpen()).toBe(false);
  await expect(objects.info('HEAD')).rejects.toThrow(GitFailure);
});

it('reads the history of a commit and no other', async () => {
  await using temporary = await tempFolder();
  const source = makeRepository(join(temporary.path, 'source'));
  const gitDir = join(source, '.git');
  const past = await commitHistory(gitDir, gitIn(source, ['rev-parse', 'release']), 1_000);
  expect(past.length).toBe(200);
  expect(past[0]).toMatchObject({ message: 'module 20: step 200', paths: ['src/module_20.py'] });
  expect((await commitHistory(gitDir, gitIn(source, ['rev-parse', 'main']), 10)).length).toBe(10);
});

it('takes every message for a message, whatever bytes it holds', async () => {
  await using temporary = await tempFolder();
  const source = initRepository(join(temporary.path, 'source'));
  const forged = 'f'.repeat(40);
  const messages = [`\x01${forged}\x02forged\x02\nforged.c`, `first\n\n${forged}\n\nforged.c`, forged];
  const ids = messages.map((message, at) => commitFiles(source, { [`${at}.c`]: String(at), [forged + at]: '' }, message));
  ids.push(commitFiles(source, {}, 'nothing changed'));
  gitIn(source, ['commit', '--quiet', '--allow-empty', '--allow-empty-message', '--message', '']);
  ids.push(gitIn(source, ['rev-parse', 'HEAD']));
  const past = await commitHistory(join(source, '.git'), ids.at(-1) ?? '', 10);
  expect(past.map(({ commit }) => commit)).toEqual([...ids].reverse());
  expect(past.map(({ paths }) => paths)).toEqual([[], [], ...[2, 1, 0].map((at) => [`${at}.c`, `${forged}${at}`])]);
  expect(past.map(({ message }) => message.trim())).toEqual(['', 'nothing changed', ...[...messages].reverse()]);
});
