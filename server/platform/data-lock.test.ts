import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '#test/support/temp-folder.ts';
import { lockDataFolder } from './data-lock.ts';

it('gives a data folder to one process, and back after kill -9', async () => {
  await using folder = await tempFolder();
  const program = join(folder.path, 'holder.ts');
  const lock = join(import.meta.dirname, 'data-lock.ts');
  writeFileSync(
    program,
    `import { lockDataFolder } from ${JSON.stringify(lock)};\nlockDataFolder(process.argv[2] ?? ''); process.send?.('held'); setInterval(() => {}, 1000);`,
  );
  const holder = fork(program, [folder.path]);
  await once(holder, 'message');
  expect(() => lockDataFolder(folder.path)).toThrow('appliance.alreadyRunning');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  const release = lockDataFolder(folder.path);
  release();
  lockDataFolder(folder.path)();
});
