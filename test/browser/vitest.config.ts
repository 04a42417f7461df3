import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    // A walk through the product takes its time: a model loads, a repository is imported.
    testTimeout: 480_000,
    hookTimeout: 240_000,
    // One appliance, one engine and one browser at a time are what two cores carry.
    fileParallelism: false,
  },
});
