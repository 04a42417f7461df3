import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildWebWhenStale } from '#scripts/up/web-build.ts';
import { childrenOf, isAlive } from '#test/support/child-processes.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';

type Started = { child: ChildProcess; printed: () => string; url: string };

/** `npm run up` on a data folder, as a person types it, until it says that it runs. */
async function up(dataDir: string): Promise<Started> {
  const env = {
    NODE_ENV: 'test' as const,
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    CLOISTER_DATA: dataDir,
    CLOISTER_PORT: '0',
    CLOISTER_MODEL: await starterModelFile(),
  };
  const child = spawn(process.execPath, ['scripts/run.mjs', 'up'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let printed = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  await waitFor(() => printed.includes('Ctrl-C stops it.') || child.exitCode !== null, { what: 'npm run up' });
  return { child, printed: () => printed, url: printed.match(/^Cloister is running: (\S+)/m)?.[1] ?? `nothing runs: ${printed}` };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('exit', resolve));
}

/** Everything that a process started, at any depth. */
function descendantsOf(pid: number): number[] {
  return childrenOf(pid).flatMap((child) => [child.pid, ...descendantsOf(child.pid)]);
}

it('up starts the appliance, gives the first administrator a link, and stops cleanly', { timeout: 240_000 }, async () => {
  await using folder = await tempFolder();
  await buildWebWhenStale(new AbortController().signal);
  const { child, printed, url } = await up(join(folder.path, 'data'));
  expect(printed()).toMatch(/^First administrator, once and within an hour: http:\/\/localhost:\d+\/setup#\S{20,}$/m);
  expect((await fetch(new URL('/healthz', url))).status).toBe(200);
  const started = descendantsOf(child.pid ?? 0);
  const stopped = ended(child);
  child.kill('SIGINT');
  expect(await stopped).toBe(0);
  expect(printed()).toMatch(/Stopped\.\n$/);
  await waitFor(() => !started.some(isAlive), { timeoutMs: 2_000, what: 'the end of every process' });
});

it('nothing outlives an up that is killed', { timeout: 240_000 }, async () => {
  await using folder = await tempFolder();
  await buildWebWhenStale(new AbortController().signal);
  const { child, url } = await up(join(folder.path, 'data'));
  expect((await fetch(new URL('/healthz', url))).status).toBe(200);
  const started = descendantsOf(child.pid ?? 0);
  expect(started.length).toBeGreaterThan(1);
  child.kill('SIGKILL');
  await waitFor(() => !started.some(isAlive), { timeoutMs: 2_000, what: 'the end of every process' });
});
