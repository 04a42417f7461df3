import { type CheckResult, runTool } from './run-tool.ts';

/** Biome: format and lint. */
export function checkLint(paths: readonly string[]): Promise<CheckResult> {
  return runTool('biome', ['check', '--colors=off', '--diagnostic-level=warn', '--error-on-warnings', ...paths]);
}
