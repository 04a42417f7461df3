import { expect, it } from 'vitest';
import { AppError } from '#server/platform/index.ts';
import { answerOf } from '#test/support/answer-of.ts';
import { scriptedEngine } from '#test/support/scripted-engine.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { ComingEngine } from './coming-engine.ts';
import type { EngineState } from './engine.ts';

it('tells how far the check is, once for each hundredth, then every state of the engine that serves', async () => {
  await using folder = await tempFolder();
  await using scripted = await scriptedEngine({ runtimeDir: folder.path });
  const engine = new ComingEngine();
  const told: EngineState[] = [];
  engine.subscribe((state) => told.push(state));
  for (const share of [0.401, 0.405, 0.41]) engine.checking(share);
  await expect(engine.tokenize('x')).rejects.toMatchObject({ code: 'engine.checking', params: { percent: 41 } });
  await expect(answerOf(engine, [1])).rejects.toMatchObject({ code: 'engine.checking' });
  engine.serve(scripted.engine);
  expect(engine.state()).toEqual(scripted.engine.state());
  expect(await engine.tokenize('x')).toEqual(await scripted.engine.tokenize('x'));
  await engine.stop();
  expect(told).toEqual([
    { state: 'checking', progress: 0.401 },
    { state: 'checking', progress: 0.41 },
    expect.objectContaining({ state: 'ready' }),
    ...told.slice(3),
  ]);
  expect([told.at(-1), engine.state()]).toEqual([{ state: 'stopped' }, { state: 'stopped' }]);
});

it('refuses every use where no model can be served, with the words that say why', async () => {
  const engine = new ComingEngine();
  engine.refuse(new AppError('engine.noModel', { folder: '/data/models' }));
  const refused = { code: 'engine.noModel', params: { folder: '/data/models' } };
  expect(engine.state()).toEqual({ state: 'none', why: refused });
  await expect(answerOf(engine, [1])).rejects.toMatchObject(refused);
  await expect(engine.tokenize('x')).rejects.toMatchObject(refused);
  await expect(engine.properties()).rejects.toMatchObject(refused);
  await engine.stop();
});
