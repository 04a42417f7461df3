import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applianceAt } from '#scripts/cloister/appliance-client.ts';
import { verifyAudit } from '#server/audit/index.ts';
import { childrenOf, isAlive } from '../support/child-processes.ts';
import { startAppliance } from '../support/start-appliance.ts';
import { starterModelFile } from '../support/starter-model.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { Told, untilWriting, watchOverSocket } from '../support/watched-job.ts';

const minutesMs = 60_000;
const long = 'Explain in five long paragraphs how a compiler turns source code into a program.';

it('kill -9 of the appliance with jobs in line loses and doubles nothing, and leaves no child behind', {
  timeout: 5 * minutesMs,
}, async () => {
  await using folder = await tempFolder();
  const start = { model: await starterModelFile(), dataDir: join(folder.path, 'data') };
  const first = await startAppliance(start);
  const { trpc } = applianceAt(first.controlSocket);
  await waitFor(async () => (await trpc.queue.view.query()).engine.state === 'ready', { timeoutMs: minutesMs, what: 'a ready engine' });
  const { slots } = await trpc.queue.view.query();
  // The first ones take long, so that the others stand in line when the appliance is killed.
  const texts = [...Array(slots).fill(long), ...Array(3).fill('Say hello.')] as string[];
  const asked = [];
  for (const text of texts) asked.push(await trpc.chat.ask.mutate({ text, mode: 'chat' }));
  const told = asked.map(() => new Told());
  const watching = asked.map(({ jobId }, n) => watchOverSocket(first.controlSocket, jobId, told[n] ?? new Told()));
  await untilWriting(told[0] ?? new Told(), 20);
  expect(told.slice(slots).map((one) => [one.has('place'), one.has('started')])).toEqual(Array(3).fill([true, false]));
  const children = childrenOf(first.pid).map(({ pid }) => pid);
  expect(children.length).toBeGreaterThanOrEqual(3);

  await first.kill9();
  await waitFor(() => children.every((pid) => !isAlive(pid)), { timeoutMs: 2_000, what: 'the end of every child process' });
  await Promise.all(watching);
  const shown = told.map((one) => one.text);

  await using second = await startAppliance(start);
  const again = applianceAt(second.controlSocket).trpc;
  const watchingAgain = asked.map(({ jobId }, n) => watchOverSocket(second.controlSocket, jobId, told[n] ?? new Told()));
  await untilWriting(told[0] ?? new Told(), (shown[0]?.length ?? 0) + 20);
  // They go on, which is all that is asked of the long ones.
  for (const { answerId } of asked.slice(0, slots)) await again.chat.stop.mutate({ answerId });
  await Promise.all(watchingAgain);
  for (const [n, { conversationId, answerId }] of asked.entries()) {
    const { messages } = await again.chat.get.query({ conversationId });
    const answers = messages.flatMap((message) => message.answer ?? []);
    expect(answers.map((answer) => answer.id)).toEqual([answerId]);
    expect(n < slots ? ['done', 'stopped'] : ['done']).toContain(answers[0]?.state);
    expect(answers[0]?.text).toBe(told[n]?.text);
    expect(answers[0]?.text.startsWith(shown[n] ?? 'none')).toBe(true);
    expect(told[n]?.numbers).toEqual(told[n]?.numbers.map((_, index) => index + 1));
  }
  expect(told[0]?.has('continued')).toBe(true);
  expect(await second.stop()).toBe(0);
  const audit = {
    file: join(start.dataDir, 'app.db'),
    keyFile: join(start.dataDir, 'keys/audit.pem'),
    checkpointFile: join(start.dataDir, 'audit-checkpoint'),
  };
  expect(await verifyAudit(audit)).toMatchObject({ ok: true });
});
