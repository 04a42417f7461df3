import { expect, it } from 'vitest';
import { capabilityRows } from './capability-rows.ts';

const check = (capability: 'chat' | 'json' | 'tools', id: string, passed: boolean, isNeeded = true) => ({
  ...{ id, capability, isNeeded, passed, asked: '', wanted: '', got: '' },
});
const report = (capabilities: ('chat' | 'json')[], checks: ReturnType<typeof check>[]) => ({
  report: { checks, capabilities, bitsPerByte: 1, expectedBitsPerByte: null, passed: true },
});

it('counts the checks of each capability and names the needed ones that failed', () => {
  const found = report(['chat'], [check('chat', 'easy 1', true), check('chat', 'hard 1', false, false), check('json', 'schema 1', false)]);
  const rows = capabilityRows({ capabilities: ['chat'] }, found);
  expect(rows.slice(0, 3)).toEqual([
    { capability: 'chat', found: 'passed', passed: 1, tried: 2, lostBy: [] },
    { capability: 'json', found: 'failed', passed: 0, tried: 1, lostBy: ['schema 1'] },
    { capability: 'tools', found: 'untried', passed: 0, tried: 0, lostBy: [] },
  ]);
});

it('takes what the release found where this box has tried nothing, and claims no figure', () => {
  const rows = capabilityRows({ capabilities: ['chat'] }, null);
  expect(rows[0]).toEqual({ capability: 'chat', found: 'passed', passed: null, tried: 0, lostBy: [] });
  expect(rows[1]?.found).toBe('untried');
});
