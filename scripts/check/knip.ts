import { type CheckResult, runTool } from './run-tool.ts';

/**
 * Files, exports and dependencies that nothing uses.
 *
 * @param paths show only what is found in these
 */
export async function checkKnip(paths: readonly string[]): Promise<CheckResult> {
  const all = await runTool('knip', ['--no-progress', '--no-config-hints']);
  if (all.passed || paths.length === 0) return all;
  const found = all.output.split('\n').filter((line) => paths.some((path) => line.includes(path)));
  return { passed: found.length === 0, output: found.join('\n') };
}
