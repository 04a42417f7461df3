import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coderMemory, denseMemory } from '#test/support/model-shapes.ts';
import { totalBytes } from './byte-groups.ts';
import type { GraphicsCard } from './graphics-card.ts';
import { makePlan } from './plan.ts';
import { GIB, MIB, planLimits } from './plan-limits.ts';
import type { PlanWishes } from './plan-wishes.ts';
import { planSummary } from './plan-words.ts';
import { probeHardware } from './probe.ts';

const starter = denseMemory('starter', 'llama', {
  ...{ layers: 30, embedding: 576, feedForward: 1_536, heads: 9, kvHeads: 3, vocabulary: 49_152, contextTrained: 8_192, type: 'Q4_1' },
});
const large = denseMemory('large', 'llama', {
  ...{
    layers: 64,
    embedding: 5_120,
    feedForward: 27_648,
    heads: 40,
    kvHeads: 8,
    vocabulary: 151_936,
    contextTrained: 131_072,
    type: 'Q4_0',
  },
});
const coder = coderMemory();

const box = (cores: number, gib: number, cards: GraphicsCard[] = []) => ({
  ...{ cores, physicalCores: cores, memoryBytes: gib * GIB, availableBytes: gib * GIB, cards },
});
const card = (mib: number, backend: 'cuda' | 'vulkan' = 'cuda'): GraphicsCard => ({
  ...{ name: `${mib} MiB`, memoryBytes: mib * MIB, freeBytes: mib * MIB, backend },
});
const withCards = (mibs: number[], wishes: PlanWishes, model = coder, ram = 64) =>
  makePlan(
    box(
      16,
      ram,
      mibs.map((mib) => card(mib)),
    ),
    model,
    wishes,
  );

describe('on a processor', () => {
  it('leaves the thread that hands out tokens a core: one of two computes', () => {
    expect(makePlan(box(2, 8), starter).threads).toBe(1);
    expect(makePlan(box(1, 8), starter).threads).toBe(1);
    expect(makePlan(box(16, 64), starter).threads).toBe(15);
    expect(makePlan({ ...box(16, 64), physicalCores: 8 }, starter).threads).toBe(8);
  });

  it('gives a slot no more context than the box reads in 20 s', () => {
    expect(makePlan(box(2, 8), starter)).toMatchObject({ driver: 'embedded', sequences: 4, gpuLayers: 0, batch: 128, fits: true });
    expect(makePlan(box(2, 8), starter).context).toBeGreaterThan(4_096);
    expect(makePlan(box(2, 8), starter).context).toBeLessThan(5_400);
    expect(makePlan(box(8, 8), starter).context).toBe(8_192);
    expect(makePlan(box(2, 64), large).context).toBe(planLimits.contextGood);
    expect(makePlan(box(64, 128), coder).context).toBeGreaterThan(planLimits.contextGood);
  });

  it('gives up slots before it makes each too small to be of use, and says so', () => {
    const plan = makePlan(box(8, 24), large);
    expect(plan.sequences).toBeLessThan(8);
    expect(plan.context).toBeGreaterThanOrEqual(planLimits.contextGood);
    expect(plan.reasons.join(' ')).toContain('Memory is short');
  });

  it('runs the whole model in 64 GB without a card', () => {
    const plan = makePlan(box(16, 64), coder);
    expect(plan).toMatchObject({ fits: true, driver: 'embedded', gpuLayers: 0, devices: [] });
    expect(plan.hostRam.usedBytes).toBeGreaterThan(47 * GIB);
  });

  it('obeys wishes', () => {
    const wishes = { threads: 2, sequences: 1, context: 1_024, kvType: 'q8_0', ubatch: 64 } as const;
    expect(makePlan(box(2, 8), starter, wishes)).toMatchObject(wishes);
  });
});

describe('with cards', () => {
  const contexts = [32_768, 120_000, 262_144];
  it.each([
    [[11_714], [42, 41, 44, 42, 47, 44]],
    [[15_900], [37, 36, 39, 38, 43, 40]],
    [[24_077], [28, 27, 30, 29, 34, 31]],
    [[32_100], [19, 19, 21, 20, 25, 22]],
    [
      [24_077, 24_077],
      [2, 1, 4, 2, 7, 4],
    ],
  ])('places Qwen3-Coder-Next on %j MiB as calculated by hand, within a layer', (cards, expected) => {
    const found = contexts.flatMap((context) =>
      (['f16', 'q8_0'] as const).map((kvType) => withCards(cards, { context, kvType, sequences: 1, ubatch: 512 })),
    );
    for (const [at, plan] of found.entries()) {
      expect(plan).toMatchObject({ fits: true, driver: 'llama-server', gpuLayers: 49 });
      expect(Math.abs(plan.expertLayersOnCpu - (expected[at] ?? 0)), `column ${at}`).toBeLessThanOrEqual(1);
    }
  });

  it('keeps 29 or 30 layers’ experts on the CPU on a 24 GB card at 120,000 tokens, and says it as the operator would', () => {
    const plan = withCards([24_077], { context: 120_000, sequences: 1 });
    expect([29, 30]).toContain(plan.expertLayersOnCpu);
    expect(plan.reasons[0]).toMatch(/^(29|30) of 48 layers’ experts are on the CPU because 2\d\.\d of 23\.5 GiB are used\.$/);
    expect(plan.cacheRamMiB).toBe(0);
    const argv = plan.command.join(' ');
    expect(argv).toContain(`-c 120000 -np 1 --no-kv-unified -ngl 49 --fit off --n-cpu-moe ${plan.expertLayersOnCpu} -sm none -fa on`);
  });

  it('is said in one sentence, with the speeds that were measured where some were', () => {
    const plan = withCards([24_077], { context: 65_536, sequences: 2 });
    expect(planSummary(plan)).toMatch(
      /^\d\d of 48 layers’ experts are on the CPU because 2\d\.\d of 23\.5 GiB are used; 2 slots of 64k\.$/,
    );
    const measured = { generationTokensPerSecond: 31.24, promptTokensPerSecond: 409.8 };
    expect(planSummary(plan, measured)).toMatch(/; 2 slots of 64k; measured 31 t\/s generation, 410 t\/s prompt\.$/);
  });

  it('splits layers over two cards so that both are about as full', () => {
    const plan = withCards([24_077, 24_077], { context: 262_144, sequences: 1 });
    expect(plan).toMatchObject({ splitMode: 'layer', context: 262_144 });
    expect(plan.tensorSplit.reduce((sum, layers) => sum + layers)).toBe(49);
    const [first = 0, second = 0] = plan.devices.map(({ usedBytes }) => usedBytes);
    expect(Math.abs(first - second)).toBeLessThan(2 * GIB);
    expect(plan.command.join(' ')).toContain(`-ts ${plan.tensorSplit.join(',')}`);
  });

  it('leaves a few layers’ experts on the CPU on a 48 GB card, whose memory the file alone nearly fills', () => {
    const plan = withCards([48_500], { context: 65_536, sequences: 2 });
    expect(plan.expertLayersOnCpu).toBeGreaterThan(0);
    expect(plan.expertLayersOnCpu).toBeLessThan(6);
  });

  it('plans for a card that Vulkan drives, and for memory that processor and card share', () => {
    const radeon = makePlan(box(16, 64, [card(24_560, 'vulkan')]), coder, { context: 65_536, proven: { cudaGraphs: true } });
    expect(radeon).toMatchObject({ fits: true, env: {}, gpuLayers: 49 });
    expect(radeon.expertLayersOnCpu).toBeGreaterThan(25);
    const unified = makePlan({ ...box(12, 64), isMemoryUnified: true }, coder, { context: 32_768, sequences: 1 });
    expect(unified).toMatchObject({ fits: true, devices: [{ name: 'unified memory' }] });
    expect(unified.hostRam.usedBytes).toBeLessThanOrEqual(64 * GIB);
    expect(unified.expertLayersOnCpu).toBeLessThan(5);
  });

  it('puts all of a dense model on a card that holds it, and as many layers as fit on one that does not', () => {
    expect(withCards([80 * 1024], {}, large)).toMatchObject({ driver: 'embedded', gpuLayers: 65, expertLayersOnCpu: 0 });
    const small = withCards([12 * 1024], {}, large);
    expect(small.gpuLayers).toBeGreaterThan(10);
    expect(small.gpuLayers).toBeLessThan(60);
    expect(small.reasons[0]).toMatch(/^\d+ of 64 layers are on the CPU because 1\d\.\d of 12\.0 GiB are used\.$/);
  });

  it('gives room that is left to people, and none to a graph option that nobody has proven', () => {
    expect(withCards([80 * 1024], { context: 32_768 }).sequences).toBe(8);
    expect(withCards([24_077], {}).env).toEqual({});
    expect(withCards([24_077], { proven: { cudaGraphs: true } }).env).toEqual({ GGML_CUDA_GRAPH_OPT: '1' });
  });

  it('reads in steps of a quarter of a second where reading was measured, and never less than is computed at once', () => {
    const batchAt = (promptTokensPerSecond?: number) =>
      withCards([24_077], { sequences: 1, context: 32_768, ...(promptTokensPerSecond && { promptTokensPerSecond }) }).batch;
    expect([batchAt(), batchAt(180), batchAt(5_000), batchAt(40_000)]).toEqual([2_048, 512, 1_024, 2_048]);
  });

  it('moves with other counts of experts and layers', () => {
    const wishes = { context: 32_768, sequences: 1 };
    const fewer = withCards([24_077], wishes, coderMemory({ experts: 256 }));
    const shorter = withCards([24_077], wishes, coderMemory({ layers: 24 }));
    expect(withCards([24_077], wishes).expertLayersOnCpu).toBe(28);
    expect(fewer.expertLayersOnCpu).toBeLessThan(8);
    expect(shorter).toMatchObject({ gpuLayers: 25 });
    expect(shorter.expertLayersOnCpu).toBeLessThan(8);
  });
});

describe('what does not fit', () => {
  it('is refused where host memory is short, with what would make it fit', () => {
    const plan = withCards([11_714], { context: 32_768, sequences: 1 }, coder, 32);
    expect(plan.fits).toBe(false);
    const words = plan.reasons.join(' ');
    expect(words).toMatch(/host memory would need \d+\.\d GiB and has 32\.0\. It would fit with \d+ GiB of host memory\./);
    expect(words).toMatch(/It would fit with one card of (24|32) GiB/);
    const ram = Number(/It would fit with (\d+) GiB of host/.exec(words)?.[1]);
    expect(withCards([11_714], { context: 32_768, sequences: 1 }, coder, ram).fits).toBe(true);
  });

  it('counts state snapshots and prompt cache, and gives them only what is left', () => {
    const roomy = withCards([24_077], { context: 65_536, sequences: 8 }, coder, 128);
    expect(roomy).toMatchObject({ contextCheckpoints: 32, cacheRamMiB: 8_192 });
    expect(roomy.hostRam.usedBytes).toBeGreaterThan((32 * 8 * 75 + 8_192) * MIB);
    const small = withCards([24_077], { context: 4_096, sequences: 2 }, coder, 128);
    expect(small.cacheRamMiB).toBeGreaterThan(0);
    expect(small.cacheRamMiB).toBeLessThan((4 * 2 * (4_096 * 24_576 + 76 * MIB)) / MIB + 2);
    const tight = withCards([24_077], { context: 65_536, sequences: 8 }, coder, 48);
    expect(tight.contextCheckpoints).toBeLessThan(32);
    expect(tight.hostRam.usedBytes).toBeLessThanOrEqual(48 * GIB);
    expect(withCards([24_077], { sequences: 2 }, large, 64).contextCheckpoints).toBe(0);
  });

  it('stretches positions above the trained context, and refuses where that cannot be done', () => {
    const plan = withCards([24_077], { context: 524_288, sequences: 1 });
    expect(plan).toMatchObject({ fits: true, ropeScaling: { type: 'yarn', factor: 2, originalContext: 262_144 } });
    expect(plan.command.join(' ')).toContain('--rope-scaling yarn --rope-scale 2 --yarn-orig-ctx 262144');
    const embedded = withCards([24_077], { context: 524_288, sequences: 1, driver: 'embedded' });
    expect(embedded).toMatchObject({ fits: false });
    expect(embedded.reasons.join(' ')).toContain('Ask for at most 256k');
    expect(withCards([80_000], { context: 2_000_000, sequences: 1 }).fits).toBe(false);
  });
});

const wishesAny = fc.record({
  context: fc.constantFrom(4_096, 32_768, 120_000, 262_144),
  sequences: fc.integer({ min: 1, max: 8 }),
  kvType: fc.constantFrom('f16', 'q8_0', 'q4_0'),
  ubatch: fc.constantFrom(128, 512, 2_048),
} satisfies Record<string, unknown>) as fc.Arbitrary<PlanWishes>;
const cardsAny = fc.array(fc.integer({ min: 2_000, max: 90_000 }), { minLength: 0, maxLength: 3 });
const modelsAny = fc.constantFrom(starter, large, coder);
/** How much is on the processor, in an order that all placements have. */
const onCpu = ({ gpuLayers, expertLayersOnCpu }: { gpuLayers: number; expertLayersOnCpu: number }) => expertLayersOnCpu - 1_000 * gpuLayers;

describe('whatever the box', () => {
  it('never plans beyond a budget', () => {
    fc.assert(
      fc.property(cardsAny, fc.integer({ min: 1, max: 256 }), modelsAny, wishesAny, (cards, ram, model, wishes) => {
        const plan = withCards(cards, wishes, model, ram);
        for (const { usedBytes, budgetBytes } of plan.devices) expect(usedBytes).toBeLessThanOrEqual(budgetBytes);
        for (const { usedBytes, bytes } of [...plan.devices, plan.hostRam]) expect(usedBytes).toBe(totalBytes(bytes));
        expect(plan.fits).toBe(
          plan.hostRam.usedBytes <= plan.hostRam.budgetBytes && (plan.ropeScaling?.factor ?? 1) <= planLimits.ropeFactorMax,
        );
        expect(plan.alternatives).toHaveLength(4);
      }),
      { seed: 14, numRuns: 150 },
    );
  });

  it('never puts more on the processor for a larger card, or less for more context', () => {
    fc.assert(
      fc.property(cardsAny, modelsAny, wishesAny, fc.nat({ max: 40_000 }), (cards, model, wishes, more) => {
        const plan = withCards(cards, wishes, model, 512);
        const larger = withCards(
          cards.map((mib) => mib + more),
          wishes,
          model,
          512,
        );
        expect(onCpu(larger)).toBeLessThanOrEqual(onCpu(plan));
        const longer = withCards(cards, { ...wishes, context: (wishes.context ?? 0) * 2 }, model, 512);
        if (longer.driver === plan.driver) expect(onCpu(longer)).toBeGreaterThanOrEqual(onCpu(plan));
      }),
      { seed: 15, numRuns: 100 },
    );
  });
});

it('sees this machine: cores, memory within it, no negative figure', async () => {
  const probe = await probeHardware();
  expect(probe.cores).toBeGreaterThanOrEqual(probe.physicalCores);
  expect(probe.physicalCores).toBeGreaterThanOrEqual(1);
  expect(probe.memoryBytes).toBeGreaterThanOrEqual(probe.availableBytes);
  expect(probe.availableBytes).toBeGreaterThan(0);
  expect(probe.instructions).toContain('sse4_2');
  expect(probe.numaNodes).toBeGreaterThanOrEqual(1);
});
