import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applianceAt } from '#scripts/cloister/appliance-client.ts';
import { makeGitBundle } from '#server/repositories/index.ts';
import { makeRepository } from '#test/support/make-repository.ts';
import { setUpAdmin } from '#test/support/sign-in.ts';
import { startAppliance, type TestAppliance } from '#test/support/start-appliance.ts';
import { tempFolder } from '#test/support/temp-folder.ts';

let box: TestAppliance;
beforeAll(async () => {
  box = await startAppliance();
});
afterAll(() => box[Symbol.asyncDispose]());

async function commands(): Promise<unknown[]> {
  const { trpc } = applianceAt(box.controlSocket, 'audit export');
  const filter = { actions: ['console.command'] };
  const { viewId } = await trpc.audit.open.mutate({ filter });
  const records = await trpc.audit.page.query({ viewId, filter });
  return records.map((record) => record.details.command);
}

describe('the console', () => {
  it('has each command recorded once, with who claims to have typed it', async () => {
    const { trpc } = applianceAt(box.controlSocket, 'user list');
    await trpc.users.list.query();
    await trpc.users.list.query();
    await applianceAt(box.controlSocket, 'status').trpc.health.status.query();
    expect(await commands()).toEqual(['audit export', 'status', 'user list']);
  });

  it('gives the first administrator a link, and nobody signed in at a door gets it', async () => {
    const { trpc } = applianceAt(box.controlSocket);
    expect((await trpc.health.status.query()).setUpLink).toBe(box.setUpLink);
    const ada = await setUpAdmin(box);
    expect((await trpc.health.status.query()).setUpLink).toBeNull();
    expect((await ada.call.health.status.query()).setUpLink).toBeNull();
  });

  it('sends what the appliance cannot read as a git bundle, and nothing of one that breaks off', async () => {
    await using folder = await tempFolder();
    const repository = makeRepository(join(folder.path, 'repository'));
    const { send, trpc } = applianceAt(box.controlSocket, 'repo add');
    const answer = await send('/upload', makeGitBundle(repository), { 'x-file-name': 'repository' });
    const { uploadId } = JSON.parse(await text(answer)) as { uploadId: string };
    const added = await trpc.repositories.add.mutate({ name: 'sent', source: { kind: 'gitBundle', uploadId } });
    expect(added).toHaveProperty('importId');
    await expect(send('/upload', makeGitBundle(folder.path), {})).rejects.toMatchObject({ name: 'GitFailure' });
  });

  it('may follow something over HTTP, where no session can be revoked', async () => {
    const { trpc } = applianceAt(box.controlSocket);
    const seen = await new Promise((resolve, reject) => {
      const following = trpc.queue.watch.subscribe(undefined, {
        onData: (view) => {
          following.unsubscribe();
          resolve(view);
        },
        onError: reject,
      });
    });
    expect(seen).toHaveProperty('engine');
  });
});
