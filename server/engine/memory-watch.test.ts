import { join } from 'node:path';
import { expect, it } from 'vitest';
import { answerOf } from '#test/support/answer-of.ts';
import { isAlive } from '#test/support/child-processes.ts';
import { untilReady } from '#test/support/scripted-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import { startChildEngine } from './child-engine.ts';
import type { EngineState } from './engine.ts';
import { anonymousBytes, isGrown } from './memory-watch.ts';
import { ProtocolClient } from './protocol-client.ts';
import { Supervisor } from './supervisor.ts';

const MIB = 1024 * 1024;
const PROGRAM = join(import.meta.dirname, '../../test/support/growing-engine.ts');

it('counts what a process has for itself, not the weights that it maps', () => {
  const status = 'Name:\tllama-server\nVmRSS:\t47000000 kB\nRssAnon:\t  900000 kB\nRssFile:\t46100000 kB\n';
  expect(anonymousBytes(status)).toBe(900_000 * 1_024);
  expect(anonymousBytes('')).toBeNull();
});

it('takes only looks in a row for growth', () => {
  expect(isGrown([5, 5], 4, { looks: 3 })).toBe(false);
  expect(isGrown([5, 3, 5, 5], 4, { looks: 3 })).toBe(false);
  expect(isGrown([3, 5, 5, 5], 4, { looks: 3 })).toBe(true);
  expect(isGrown([4, 4, 4], 4, { looks: 3 })).toBe(false);
});

/** A real process of ours under supervision; `bytes` of its own memory are allowed. */
async function growing(runtimeDir: string, bytes: number) {
  const pids: number[] = [];
  const states: EngineState[] = [];
  const supervisor = new Supervisor({
    runtimeDir,
    ceilingBytes: bytes,
    memory: { lookEveryMs: 20, looks: 3, drainMs: 60_000, idleMs: 50 },
    onState: (state) => states.push(state),
    launch(socket) {
      const { child, ...running } = startChildEngine({
        command: [process.execPath, '--disable-warning=ExperimentalWarning', PROGRAM, socket],
        env: { LANG: 'C.UTF-8', NODE_ENV: 'production' },
        isError: () => true,
      });
      pids.push(child.pid ?? 0);
      return { ...running, tellsSteps: true, client: new ProtocolClient(socket) };
    },
  });
  await untilReady(supervisor);
  return { engine: supervisor, pids, states, [Symbol.asyncDispose]: () => supervisor.stop() };
}

it('restarts an engine whose memory has grown, and says why', async () => {
  await using folder = await tempFolder();
  await using box = await growing(folder.path, 500 * MIB);
  await answerOf(box.engine, await box.engine.tokenize('small'));
  expect(box.states.at(-1)).toMatchObject({ state: 'ready' });
  const answer = await answerOf(box.engine, new Array(600).fill(65));
  expect(answer.text).toBe('Yes, yes.');
  await waitFor(() => box.pids.length === 2);
  const restarting = box.states.find(({ state }) => state === 'restarting');
  expect(restarting).toMatchObject({ attempt: 0, reason: expect.stringMatching(/^its memory grew to 0\.\d of 0\.5 GiB$/) });
  await waitFor(() => box.engine.state().state === 'ready');
  expect(box.pids.map(isAlive)).toEqual([false, true]);
  // What loading took is known now, and told while it loads again.
  expect(restarting).toMatchObject({ leftMs: expect.any(Number) });
});

it('finishes what runs before it restarts, however long the watch has been saying so', async () => {
  await using folder = await tempFolder();
  await using box = await growing(folder.path, 500 * MIB);
  const frames = box.engine
    .generate({ tokens: new Array(600).fill(65), maxTokens: 40, stop: [], temperature: 0, slot: 0 }, new AbortController().signal)
    [Symbol.asyncIterator]();
  await frames.next();
  await waitFor(() => box.engine.state().state === 'restarting');
  // Nobody has read on for many looks: the answer still runs, and so does its process.
  const rest: string[] = [];
  for (let next = await frames.next(); !next.done; next = await frames.next()) {
    if (next.value.kind === 'tokens') rest.push(next.value.text);
  }
  expect([rest.join(''), box.pids.length]).toEqual(['Yes, yes.', 1]);
  await waitFor(() => box.pids.length === 2);
});
