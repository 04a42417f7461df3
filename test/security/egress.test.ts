import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { trpcOverSocket } from '#test/support/control-client.ts';
import { makeRepository } from '#test/support/make-repository.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';

/** Calls by which a process reaches out or is asked a name. */
const CALLS = 'connect,sendto,sendmsg,sendmmsg';

/**
 * The whole appliance with its engine, readers and indexer, under strace, in a network namespace that has loopback alone. It is
 * driven through the control socket, which a namespace does not cut.
 */
it('reaches for nothing outside: no connection and no look-up, from the first start to a stored answer', async () => {
  await using folder = await tempFolder();
  const dataDir = join(folder.path, 'data');
  const trace = join(folder.path, 'trace');
  const repository = makeRepository(join(folder.path, 'source'));
  const program = `ip link set lo up && exec strace -f -qq -e trace=${CALLS} -o ${trace} ${process.execPath} server/main.ts`;
  const child = spawn('unshare', ['--net', '--pid', '--mount-proc', '--kill-child', 'sh', '-c', program], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: folder.path,
      NODE_ENV: 'production',
      CLOISTER_DATA: dataDir,
      CLOISTER_PORT: '0',
      CLOISTER_MODEL: await starterModelFile(),
    },
  });
  try {
    const socket = join(dataDir, 'run', 'control.sock');
    await waitFor(() => existsSync(socket), { timeoutMs: 120_000, what: 'the control socket' });
    const call = trpcOverSocket(socket);
    await waitFor(async () => (await call.health.ready.query()).ready, { timeoutMs: 120_000, what: 'a served model' });
    await call.repositories.add.mutate({ name: 'traced', source: { kind: 'path', path: repository } });
    await waitFor(async () => (await call.repositories.list.query())[0]?.state === 'ready', { timeoutMs: 120_000, what: 'the import' });
    const asked = await call.chat.ask.mutate({ text: 'Where is the retry delay computed?', repositories: ['traced'], mode: 'ask' });
    const conversation = () => call.chat.get.query({ conversationId: asked.conversationId });
    await waitFor(async () => (await conversation()).messages.some(({ answer }) => answer?.state === 'done'), {
      timeoutMs: 300_000,
      what: 'the answer',
    });
  } finally {
    child.kill('SIGKILL');
  }
  const reached = readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /AF_INET6?|sin6?_addr/.test(line))
    .filter((line) => !/inet_addr\("127\.0\.0\.1"\)|inet_pton\(AF_INET6, "::1"/.test(line));
  expect(reached).toEqual([]);
  expect(readFileSync(trace, 'utf8')).toContain('AF_UNIX');
}, 480_000);
