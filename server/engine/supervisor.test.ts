import { expect, it } from 'vitest';
import { answerOf } from '#test/support/answer-of.ts';
import { scriptedEngine, untilReady } from '#test/support/scripted-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { waitFor } from '#test/support/wait-for.ts';
import type { EngineState } from './engine.ts';
import { Supervisor } from './supervisor.ts';

const quick = { crashes: 3, windowMs: 60_000, firstPauseMs: 1, pauseMaxMs: 1, openMs: 60_000 };

it('tells every state in order, from loading with a figure to ready', async () => {
  await using folder = await tempFolder();
  const states: EngineState[] = [];
  await using scripted = await scriptedEngine({ runtimeDir: folder.path, loading: true, onState: (state) => states.push(state) });
  await waitFor(() => states.some((state) => state.state === 'loading'));
  scripted.say(0.4);
  await waitFor(() => states.some((state) => state.state === 'loading' && state.progress === 0.4));
  await expect(scripted.engine.tokenize('x')).rejects.toMatchObject({ code: 'engine.loading', params: { percent: 40 } });
  scripted.finishLoading();
  await untilReady(scripted.engine);
  expect(states.at(-1)).toEqual({ state: 'ready', slots: 2, context: 65_536 });
});

it('throws engine.unavailable out of an answer whose engine dies, and answers again after the restart', async () => {
  await using folder = await tempFolder();
  const states: EngineState['state'][] = [];
  await using scripted = await scriptedEngine({ runtimeDir: folder.path, answer: () => 'One two three.', limits: quick });
  scripted.engine.subscribe((state) => states.push(state.state));
  const prompt = await scripted.engine.tokenize('<|im_start|>assistant\n', { special: true });
  scripted.hold(4);
  const shown: number[] = [];
  const answering = answerOf(scripted.engine, prompt, {
    onFrame: (_, so) => {
      shown.splice(0, shown.length, ...so.ids);
      if (so.ids.length === 4) scripted.crash();
    },
  });
  await expect(answering).rejects.toMatchObject({ code: 'engine.unavailable' });
  await waitFor(() => states.includes('ready'));
  expect(states[0]).toBe('restarting');
  scripted.release();
  const rest = await answerOf(scripted.engine, [...prompt, ...shown]);
  expect(rest.text).toBe('two three.');
});

it('ends an engine that hangs in mid-answer, as if it had crashed, and says so', async () => {
  await using folder = await tempFolder();
  const silence = { steps: 10, minMs: 50, unmeasuredMs: 50, unreadMsPerToken: 0 };
  await using scripted = await scriptedEngine({ runtimeDir: folder.path, limits: quick, silence });
  const states: EngineState[] = [];
  scripted.engine.subscribe((state) => states.push(state));
  scripted.hold(1);
  await expect(answerOf(scripted.engine, await scripted.engine.tokenize('Hm?'))).rejects.toMatchObject({ code: 'engine.unavailable' });
  await waitFor(() => states.some(({ state }) => state === 'ready'));
  expect(states[0]).toMatchObject({ state: 'restarting', reason: expect.stringMatching(/no progress/) });
});

it('restarts although a subscriber throws', async () => {
  await using folder = await tempFolder();
  await using scripted = await scriptedEngine({ runtimeDir: folder.path, limits: quick });
  scripted.engine.subscribe(() => {
    throw new Error('a page that fell over');
  });
  const states: EngineState['state'][] = [];
  scripted.engine.subscribe((state) => states.push(state.state));
  scripted.crash();
  await waitFor(() => states.includes('ready'));
});

it('gives up after repeated crashes and says why', async () => {
  await using folder = await tempFolder();
  await using scripted = await scriptedEngine({ runtimeDir: folder.path, limits: quick });
  const states: EngineState['state'][] = [];
  scripted.engine.subscribe((state) => states.push(state.state));
  for (let crash = 1; crash < quick.crashes; crash++) {
    scripted.crash();
    await waitFor(() => states.filter((state) => state === 'ready').length === crash);
  }
  scripted.crash();
  await waitFor(() => scripted.engine.state().state === 'failed');
  expect(scripted.engine.state()).toEqual({ state: 'failed', reason: 'the engine process was ended by SIGKILL', lastLog: ['scripted'] });
});

it('tries again once the breaker has been open for its time', async () => {
  await using folder = await tempFolder();
  await using scripted = await scriptedEngine({ runtimeDir: folder.path, limits: { ...quick, crashes: 1, openMs: 20 } });
  const states: EngineState['state'][] = [];
  scripted.engine.subscribe((state) => states.push(state.state));
  scripted.crash();
  await waitFor(() => states.includes('ready'));
  expect(states[0]).toBe('failed');
});

it('tries again at once when it is told to, and only where it has given up', async () => {
  await using folder = await tempFolder();
  await using scripted = await scriptedEngine({ runtimeDir: folder.path, limits: { ...quick, crashes: 1 } });
  expect(scripted.engine.tryAgain()).toBe(false);
  scripted.crash();
  await waitFor(() => scripted.engine.state().state === 'failed');
  expect(scripted.engine.tryAgain()).toBe(true);
  await waitFor(() => scripted.engine.state().state === 'ready');
});

it('stops while it waits for a restart', async () => {
  await using folder = await tempFolder();
  const scripted = await scriptedEngine({ runtimeDir: folder.path, limits: { ...quick, firstPauseMs: 60_000, pauseMaxMs: 60_000 } });
  scripted.crash();
  await waitFor(() => scripted.engine.state().state === 'restarting');
  await scripted.engine.stop();
  expect(scripted.engine.state()).toEqual({ state: 'stopped' });
  await expect(scripted.engine.tokenize('x')).rejects.toMatchObject({ code: 'engine.unavailable' });
});

it('refuses a runtime folder whose socket would have too long a path', async () => {
  await using folder = await tempFolder();
  const start = () => new Supervisor({ runtimeDir: `${folder.path}/${'x'.repeat(100)}`, launch: () => expect.unreachable() });
  expect(start).toThrowError(expect.objectContaining({ code: 'appliance.configInvalid' }));
});
