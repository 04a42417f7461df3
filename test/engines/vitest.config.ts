import { defineConfig } from 'vitest/config';

/** What needs programs that are built here: the promises of every engine, kept by llama-server. */
export default defineConfig({
  test: {
    include: ['test/engines/**/*.test.ts', 'server/engine/{engine-conformance,local-engine,memory-prediction,toy-model}.test.ts'],
    env: { CLOISTER_TEST_ENGINES: 'built' },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Figures of memory and order are those of one engine at a time on two cores.
    maxWorkers: 1,
  },
});
