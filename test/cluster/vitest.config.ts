import { defineConfig } from 'vitest/config';

/** A real vLLM with two replicas: `npm run test:cluster` installs and starts it. */
export default defineConfig({
  test: { include: ['test/cluster/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 240_000, maxWorkers: 1 },
});
