import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { childrenOf } from '#test/support/child-processes.ts';
import { trpcOverSocket } from '#test/support/control-client.ts';
import { startAppliance } from '#test/support/start-appliance.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';

const command = (...args: string[]) => ['scripts/cloister.ts', 'tune', ...args];

function tune(dataDir: string, ...args: string[]): Promise<{ status: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, command(...args), { env: { ...process.env, CLOISTER_DATA: dataDir } }, (error, stdout) => {
      resolve({ status: error ? Number(error.code ?? 1) : 0, stdout });
    });
  });
}

it('refuses where no model serves, and a budget that is none', async () => {
  await using box = await startAppliance();
  await waitFor(async () => (await trpcOverSocket(box.controlSocket).queue.view.query()).engine.state === 'none', { what: 'no engine' });
  const refused = await tune(box.dataDir, '--json');
  expect(refused.status).toBe(1);
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: 'engine.noModel' } });
  for (const budget of ['20', 'soon', '1s', '3d']) expect((await tune(box.dataDir, '--budget', budget)).status, budget).toBe(2);
});

it('ends the engine that it measures with Ctrl-C, keeps nothing, and leaves the one that serves', async () => {
  await using folder = await tempFolder();
  await using box = await startAppliance({ model: await starterModelFile(), dataDir: folder.path });
  const appliance = trpcOverSocket(box.controlSocket);
  await waitFor(async () => (await appliance.queue.view.query()).engine.state === 'ready', { what: 'the engine' });
  const engines = () => childrenOf(box.pid).filter(({ command: line }) => line.includes('engine/host/main.ts'));
  const [serving] = engines();
  const env = { ...process.env, CLOISTER_DATA: box.dataDir };
  const child = spawn(process.execPath, command('--json'), { env, stdio: 'ignore' });
  await waitFor(() => engines().length === 2, { what: 'a second engine' });
  child.kill('SIGINT');
  await once(child, 'exit');
  await waitFor(() => engines().length === 1, { what: 'its end' });
  expect(engines()).toEqual([serving]);
  expect(await appliance.tuning.profile.query({})).toBeNull();
  expect((await appliance.queue.view.query()).engine.state).toBe('ready');
});
