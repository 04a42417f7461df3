import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyAudit } from '#server/audit/index.ts';
import { childrenOf, isAlive } from '#test/support/child-processes.ts';
import { trpcOverSocket } from '#test/support/control-client.ts';
import { openTab } from '#test/support/live-tab.ts';
import { callAs, setUpAdmin, signIn } from '#test/support/sign-in.ts';
import { startAppliance } from '#test/support/start-appliance.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';

describe('the appliance', () => {
  it('stops cleanly when told, records why, leaves no process, and starts again with everybody still signed in', async () => {
    await using folder = await tempFolder();
    const dataDir = join(folder.path, 'data');
    await using first = await startAppliance({ dataDir });
    const ada = await setUpAdmin(first);
    const children = childrenOf(first.pid);
    expect(await first.stop()).toBe(0);
    await waitFor(() => !children.some(({ pid }) => isAlive(pid)), { what: 'the end of every child' });

    await using second = await startAppliance({ dataDir });
    expect(second.setUpLink).toBeUndefined();
    expect(await callAs(second.url, ada.cookie).session.me.query()).toMatchObject({ name: 'Ada' });
    const { viewId } = await trpcOverSocket(second.controlSocket).audit.open.mutate({ filter: { actions: ['appliance.stopped'] } });
    const records = await trpcOverSocket(second.controlSocket).audit.page.query({ viewId, filter: { actions: ['appliance.stopped'] } });
    expect(records.map((record) => record.details)).toEqual([{ reason: 'SIGTERM' }]);
  });

  it('stops while tabs are open and a browser keeps its connection, and tells the tabs', async () => {
    await using box = await startAppliance();
    const ada = await setUpAdmin(box);
    const tabs = [openTab(box.url, ada.cookie), openTab(box.url, ada.cookie)];
    await Promise.all(tabs.map((tab) => tab.call.session.me.query()));
    const kept = new Agent({ keepAlive: true });
    await new Promise((resolve) => request(`${box.url}/healthz`, { agent: kept }, (answer) => answer.resume().on('end', resolve)).end());
    expect(await box.stop()).toBe(0);
    await waitFor(() => tabs.every((tab) => tab.closed.length > 0));
    expect(tabs.map((tab) => tab.closed[0])).toEqual([1001, 1001]);
    await Promise.all(tabs.map((tab) => tab.close()));
    kept.destroy();
  });

  it('keeps what was acknowledged over a kill, and its audit log proves it', async () => {
    await using folder = await tempFolder();
    const dataDir = join(folder.path, 'data');
    await using first = await startAppliance({ dataDir });
    const ada = await setUpAdmin(first);
    await ada.call.users.add.mutate({ name: 'Grace', role: 'auditor' });
    const children = childrenOf(first.pid);
    await first.kill9();
    await waitFor(() => !children.some(({ pid }) => isAlive(pid)), { what: 'the end of every child', timeoutMs: 2_000 });

    await using second = await startAppliance({ dataDir });
    const people = await (await signIn(second, 'Ada')).call.users.list.query();
    expect(people.map((person) => [person.name, person.role])).toEqual([
      ['Ada', 'admin'],
      ['Grace', 'auditor'],
    ]);
    await second.stop();
    const keyFile = join(dataDir, 'keys/audit.pem');
    expect(await verifyAudit({ file: join(dataDir, 'app.db'), keyFile, checkpointFile: join(dataDir, 'audit-checkpoint') })).toMatchObject({
      ok: true,
    });
  });

  it('is alone on its data folder', async () => {
    await using box = await startAppliance();
    await expect(startAppliance({ dataDir: box.dataDir })).rejects.toMatchObject({
      code: 'appliance.alreadyRunning',
      params: { folder: box.dataDir },
    });
    expect((await fetch(`${box.url}/healthz`)).status).toBe(200);
    expect(await trpcOverSocket(box.controlSocket).session.me.query()).toBeNull();
  });

  it('runs on a data folder too deep for a socket, where the console finds it, and leaves nothing outside it', async () => {
    await using folder = await tempFolder();
    const dataDir = join(folder.path, 'a-folder-of-a-long-name'.repeat(8), 'data');
    await using box = await startAppliance({ dataDir });
    expect(box.controlSocket.startsWith(dataDir)).toBe(false);
    const status = execFileSync(process.execPath, ['scripts/cloister.ts', 'status', '--json', '--data', dataDir], { encoding: 'utf8' });
    expect(JSON.parse(status)).toMatchObject({ urls: [box.url] });
    expect(await box.stop()).toBe(0);
    expect(existsSync(dirname(box.controlSocket))).toBe(false);
  });

  it('takes the socket that systemd gives it, and no plain one that is not on loopback', async () => {
    const listening = async (host: string) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, host, resolve));
      const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
      return { server, fd, port: (server.address() as AddressInfo).port };
    };
    const loopback = await listening('127.0.0.1');
    await using box = await startAppliance({ given: { fd: loopback.fd, name: 'loopback' } });
    expect(box.urls).toEqual([`http://localhost:${loopback.port}`]);
    loopback.server.close();
    expect((await fetch(`${box.url}/healthz`)).status).toBe(200);

    const anywhere = await listening('0.0.0.0');
    await expect(startAppliance({ given: { fd: anywhere.fd, name: 'loopback' } })).rejects.toMatchObject({
      code: 'appliance.configInvalid',
    });
    await using tls = await startAppliance({ given: { fd: anywhere.fd, name: 'tls' }, env: { CLOISTER_NAMES: 'box.example' } });
    expect(tls.urls[1]).toBe(`https://box.example:${anywhere.port}`);
    anywhere.server.close();
  });

  it('says which port is taken and which setting is wrong', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    await expect(startAppliance({ env: { CLOISTER_PORT: String(port) } })).rejects.toMatchObject({
      code: 'appliance.portInUse',
      params: { port },
    });
    taken.close();
    await expect(startAppliance({ env: { CLOISTER_PORT: 'many' } })).rejects.toMatchObject({ code: 'appliance.configInvalid' });
    await expect(startAppliance({ env: { CLOISTER_DEV: '1', CLOISTER_LISTEN: '127.0.0.1:0' } })).rejects.toMatchObject({
      code: 'appliance.configInvalid',
    });
  });
});
