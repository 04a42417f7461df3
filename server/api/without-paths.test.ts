import { expect, it } from 'vitest';
import type { EngineState } from '#server/engine/index.ts';
import { type Actor, AppError } from '#server/platform/index.ts';
import { readinessView } from './health-router.ts';
import { engineFor } from './without-paths.ts';

const person = (role: 'member' | 'admin'): Actor => ({ kind: 'person', id: role, name: role, role, address: '10.0.0.7' });
const outsiders: Actor[] = [{ kind: 'stranger', address: '10.0.0.7' }, person('member')];
const insiders: Actor[] = [{ kind: 'console', unixUser: 'root' }, person('admin')];
const folder = '/srv/secret place/cloister';
const reasons = [
  new AppError('engine.noModel', { folder: `${folder}/models` }),
  new AppError('database.diskFull', { folder }),
  new AppError('engine.unavailable', { reason: `cannot open ${folder}/models/a.gguf` }),
  new AppError('engine.loading', { percent: 40 }),
];

it('tells why the appliance is not ready: whoever runs it hears where, everybody else only what', () => {
  for (const actor of insiders) expect(JSON.stringify(readinessView({ ready: false, reasons }, actor))).toContain(folder);
  for (const actor of outsiders) {
    const view = readinessView({ ready: false, reasons }, actor);
    expect(view.reasons.map(({ code }) => code)).toEqual(reasons.map(({ code }) => code));
    expect(JSON.stringify(view)).not.toContain('/');
    expect(view.reasons.at(-1)?.message).toBe('The model is loading, 40 %.');
  }
});

it('shows the engine’s state with no path and no log to people who do not run the box', () => {
  const states: EngineState[] = [
    { state: 'none', why: new AppError('engine.noModel', { folder }) },
    { state: 'restarting', attempt: 1, reason: `killed in ${folder}`, leftMs: null },
    { state: 'failed', reason: 'out of memory', lastLog: [`loading ${folder}`] },
  ];
  for (const actor of outsiders) expect(JSON.stringify(states.map((state) => engineFor(actor, state)))).not.toContain('/');
  expect(engineFor(person('member'), { state: 'failed', reason: 'out of memory', lastLog: [] })).toMatchObject({ reason: 'out of memory' });
  for (const actor of insiders) expect(states.map((state) => engineFor(actor, state))).toEqual(states);
});
