import { describe, expect, it } from 'vitest';
import { makePlan } from '#server/hardware/index.ts';
import { coderMemory } from '#test/support/model-shapes.ts';
import { differences } from './differences.ts';
import { memoryParts } from './memory-bar.ts';

const GIB = 1024 ** 3;
const card = (number: number) => ({
  ...{ name: `card ${number}`, memoryBytes: 24 * GIB, freeBytes: 24_077 * 1024 ** 2, backend: 'cuda' as const },
  pcie: { generation: 4, lanes: 16 },
});
const box = { cores: 16, physicalCores: 16, memoryBytes: 64 * GIB, cards: [card(1), card(2)] };
const planned = (wishes: Parameters<typeof makePlan>[2]) => makePlan(box, coderMemory(), { context: 262_144, sequences: 1, ...wishes });

describe('a plan for two cards', () => {
  const plan = planned({});

  it('has a bar for each card and one for the host, filled to the last byte', () => {
    expect(plan.devices.map(({ name, pcie }) => [name, pcie?.lanes])).toEqual([
      ['card 1', 16],
      ['card 2', 16],
    ]);
    for (const device of plan.devices) {
      const parts = memoryParts(device, device.freeBytes);
      expect(parts.map(({ group }) => group)).toEqual(['experts', 'kv', 'weights', 'state', 'compute', 'rest']);
      expect(parts.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(device.freeBytes);
    }
    const host = memoryParts(plan.hostRam, plan.hostRam.budgetBytes);
    expect(host.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(plan.hostRam.budgetBytes);
    expect(host.map(({ group }) => group)).toEqual(expect.arrayContaining(['experts', 'snapshots', 'appliance', 'rest']));
  });

  it('says of how many layers the experts are where: together all of them', () => {
    const layers = [...plan.devices, plan.hostRam].map(({ expertLayers }) => expertLayers);
    expect(layers.reduce((sum, count) => sum + count)).toBe(48);
    expect(plan.hostRam.expertLayers).toBe(plan.expertLayersOnCpu);
  });

  it('shows what smaller keys and values would change: fewer layers on the CPU, and faster', () => {
    const rows = differences(plan, planned({ kvType: 'q8_0' }));
    expect(rows.map(({ name, card: at }) => (at === undefined ? name : `${name} ${at}`))).toEqual([
      ...['expertsOnCpu', 'layersOnCards', 'card 0', 'card 1', 'host', 'writing', 'reading'],
    ]);
    const [experts] = rows;
    expect(experts).toMatchObject({ value: expect.any(Number), isWorse: false });
    expect(experts?.change).toBeLessThan(0);
    expect(rows.find(({ name }) => name === 'writing')?.change).toBeGreaterThan(0);
    expect(differences(plan, plan).every(({ change }) => change === 0)).toBe(true);
  });
});

it('draws no rest where more is planned than there is', () => {
  expect(memoryParts({ bytes: { weights: 10 }, usedBytes: 10 }, 8)).toEqual([{ group: 'weights', bytes: 10, fill: 3 }]);
});
