import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kvBytesPerToken, makePlan, planLimits } from './plan.ts';
import { probeHardware } from './probe.ts';

const GIB = 1024 ** 3;
const starter = {
  name: 'starter',
  file: 'starter.gguf',
  sizeBytes: 98_362_432,
  contextTrained: 8_192,
  shape: { layers: 30, embedding: 576, heads: 9, kvHeads: 3, keyLength: 64, valueLength: 64, vocabulary: 49_152, activeShare: 1 },
};
const large = {
  name: 'large',
  file: 'large.gguf',
  sizeBytes: 18 * GIB,
  contextTrained: 131_072,
  shape: { layers: 64, embedding: 5_120, heads: 40, kvHeads: 8, keyLength: 128, valueLength: 128, vocabulary: 151_936, activeShare: 1 },
};
const box = (cores: number, gib: number, cards: { name: string; memoryBytes: number; freeBytes: number }[] = []) => ({
  cores,
  physicalCores: cores,
  memoryBytes: gib * GIB,
  availableBytes: gib * GIB,
  cards,
});

describe('makePlan', () => {
  it('leaves the thread that hands out tokens a core: one of two computes', () => {
    expect(makePlan(box(2, 8), starter).threads).toBe(1);
    expect(makePlan(box(1, 8), starter).threads).toBe(1);
    expect(makePlan(box(16, 64), starter).threads).toBe(15);
    expect(makePlan({ ...box(16, 64), physicalCores: 8 }, starter).threads).toBe(8);
  });

  it('gives a slot no more context than the box reads in 20 s, and never more than the model was trained with', () => {
    expect(makePlan(box(2, 8), starter)).toMatchObject({ sequences: 4, context: 4_352, gpuLayers: 0 });
    expect(makePlan(box(8, 8), starter).context).toBe(8_192);
    expect(makePlan(box(2, 8), starter, { context: 100_000 }).context).toBe(8_192);
    expect(makePlan(box(2, 64), large).context).toBe(planLimits.contextGood);
    const sparse = { ...large, shape: { ...large.shape, activeShare: 1 / 50 } };
    expect(makePlan(box(16, 128), sparse).context).toBeGreaterThan(2 * planLimits.contextGood);
  });

  it('gives up slots before it makes each too small to be of use, and says so', () => {
    const plan = makePlan(box(8, 24), large);
    expect(plan.sequences).toBeLessThan(8);
    expect(plan.context).toBeGreaterThanOrEqual(planLimits.contextGood);
    expect(plan.reasons.join(' ')).toContain('Memory is short');
  });

  it('keeps to the memory whatever the box, or refuses with both figures', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 1, max: 256 }),
        fc.constantFrom(starter, large),
        (cores, gib, model) => {
          let plan: ReturnType<typeof makePlan>;
          try {
            plan = makePlan(box(cores, gib), model);
          } catch (error) {
            expect(error).toMatchObject({ code: 'model.tooLarge', params: { memoryBytes: gib * GIB } });
            return;
          }
          const slotBytes = plan.sequences * plan.context * kvBytesPerToken(model);
          expect(slotBytes + model.sizeBytes + planLimits.applianceBytes).toBeLessThanOrEqual(gib * GIB);
          expect(plan.context % planLimits.contextStep).toBe(0);
          expect(plan.threads).toBeLessThanOrEqual(Math.max(1, cores - 1));
          expect(plan.reasons.length).toBeGreaterThan(2);
        },
      ),
      { seed: 14 },
    );
  });

  it('puts all layers on a card that holds the model and its slots, and none on one that does not', () => {
    const card = (gib: number) => [{ name: 'card', memoryBytes: gib * GIB, freeBytes: gib * GIB }];
    expect(makePlan(box(16, 64, card(80)), large).gpuLayers).toBe(65);
    const small = makePlan(box(16, 64, card(12)), large);
    expect(small.gpuLayers).toBe(0);
    expect(small.reasons.join(' ')).toMatch(/card has 12288 MiB free, the model needs \d+: it runs on the processor/);
  });

  it('obeys wishes', () => {
    expect(makePlan(box(2, 8), starter, { threads: 2, sequences: 1, context: 1_024 })).toMatchObject({
      threads: 2,
      sequences: 1,
      context: 1_024,
    });
  });
});

it('sees this machine: cores, memory within it, no negative figure', async () => {
  const probe = await probeHardware();
  expect(probe.cores).toBeGreaterThanOrEqual(probe.physicalCores);
  expect(probe.physicalCores).toBeGreaterThanOrEqual(1);
  expect(probe.memoryBytes).toBeGreaterThanOrEqual(probe.availableBytes);
  expect(probe.availableBytes).toBeGreaterThan(0);
});
