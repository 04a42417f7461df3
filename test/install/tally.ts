/** Counts the steps of a walk, and says each as it ends. */
export type WalkTally = {
  /** Runs a step. A failed one is told and counted; the walk goes on. @returns what the step gave; undefined where it failed */
  step<T>(name: string, run: () => Promise<T>): Promise<T | undefined>;
  passed: number;
  failed: number;
};

export function walkTally(): WalkTally {
  const tally: WalkTally = {
    passed: 0,
    failed: 0,
    async step(name, run) {
      const startedAt = performance.now();
      const took = () => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
      try {
        const result = await run();
        tally.passed += 1;
        process.stdout.write(`ok    ${name} (${took()})\n`);
        return result;
      } catch (error) {
        tally.failed += 1;
        process.stdout.write(`FAIL  ${name} (${took()})\n${indented(error)}\n`);
        return undefined;
      }
    },
  };
  return tally;
}

function indented(error: unknown): string {
  const text = error instanceof Error ? `${error.message}${error.cause ? `\n${error.cause}` : ''}` : String(error);
  return text.replace(/^/gm, '      ').slice(-4_000);
}
