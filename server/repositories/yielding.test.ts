import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { commitFiles, initRepository } from '#test/support/make-repository.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { startIndexer } from './indexer.ts';
import { processors, processorsIn, yieldingCommand } from './yielding.ts';

const all = { hasChrt: true, hasTaskset: true };
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

it('gives an import processors of its own from four on, and only idle time below', () => {
  expect(yieldingCommand({ ...all, allowed: upTo(16) }).join(' ')).toBe('taskset --cpu-list 12,13,14,15 nice -n 19');
  expect(yieldingCommand({ ...all, allowed: [0, 2, 4, 6] }).join(' ')).toBe('taskset --cpu-list 6 nice -n 19');
  expect(yieldingCommand({ ...all, allowed: upTo(3) }).join(' ')).toBe('chrt --idle 0 nice -n 19');
});

it('makes it as nice as can be where the programs for more are missing', () => {
  expect(yieldingCommand({ hasChrt: false, hasTaskset: false, allowed: upTo(16) })).toEqual(['nice', '-n', '19']);
  expect(yieldingCommand({ hasChrt: true, hasTaskset: false, allowed: upTo(16) })[0]).toBe('chrt');
});

it('reads which processors it may use', () => {
  expect(processorsIn('Name:\tnode\nCpus_allowed_list:\t0-3,8,10-11\n')).toEqual([0, 1, 2, 3, 8, 10, 11]);
  expect(processorsIn('')).toEqual([]);
  expect(processors().allowed.length).toBeGreaterThan(0);
});

/** How the kernel schedules a process: "nice policy", policy 0 being ordinary and 5 idle; and where. */
function scheduled(pid: number | 'self'): string {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return [fields[16], fields[38], processorsIn(readFileSync(`/proc/${pid}/status`, 'utf8')).join(',')].join(' ');
}

it('runs every import so, and what it starts too', async () => {
  await using folder = await tempFolder();
  const source = initRepository(join(folder.path, 'ledger'));
  commitFiles(source, { 'README.md': '# Ledger\n' }, 'the beginning');
  // A program started by the same words says how a child of an import is scheduled.
  const program = `const f=require('fs');const s=f.readFileSync('/proc/self/stat','utf8').replace(/^.*\\) /s,'').split(' ');console.log(s[16],s[38])`;
  const [command = '', ...words] = yieldingCommand(processors());
  const child = spawnSync(command, [...words, 'env', process.execPath, '-e', program], { encoding: 'utf8' });
  const wanted = child.stdout.trim();
  expect(wanted).toMatch(/^19 [05]$/);

  const pids: number[] = [];
  const seen = new Set<string>();
  const request = {
    ...{ mirrorDir: join(folder.path, 'mirror'), indexFile: join(folder.path, 'index.db'), branch: '', keepCommits: [] },
    source: { kind: 'path' as const, path: source, name: 'ledger' },
  };
  await startIndexer((pid) => pids.push(pid)).run(request, () => seen.add(scheduled(pids[0] ?? 0)), new AbortController().signal);
  expect([...seen].map((how) => how.split(' ').slice(0, 2).join(' '))).toEqual([wanted]);
});
