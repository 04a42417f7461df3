import { existsSync, readFileSync } from 'node:fs';
import type { ICruiseResult, IViolation } from 'dependency-cruiser';
import ts from 'typescript';
import { type CheckResult, runTool } from './run-tool.ts';

const folders = ['server', 'app', 'scripts', 'ops', 'test'];

/**
 * The import rules of .dependency-cruiser.mjs.
 *
 * Also fails where the graph misses imports that stand in the files: dependency-cruiser reports an empty graph without a word
 * when it cannot use the TypeScript that is installed, and an empty graph breaks no rule.
 *
 * @param paths only these files, with what they import directly; none: everything
 */
export async function checkRanks(paths: readonly string[]): Promise<CheckResult> {
  const narrow = paths.length > 0 ? ['--max-depth', '1'] : [];
  const from = paths.length > 0 ? paths : folders.filter((folder) => existsSync(folder));
  const run = await runTool('depcruise', ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...narrow, ...from]);
  const graph = parsed(run.stdout);
  if (!graph) return { passed: false, output: run.output };
  const findings = [...graph.summary.violations.map(inWords), ...missedImports(graph, paths)];
  const size = `${graph.modules.length} files, ${graph.summary.totalDependenciesCruised ?? 0} imports`;
  return { passed: findings.length === 0, output: findings.length === 0 ? size : findings.join('\n') };
}

function parsed(json: string): ICruiseResult | null {
  try {
    return JSON.parse(json) as ICruiseResult;
  } catch {
    return null;
  }
}

function inWords(violation: IViolation): string {
  const way = violation.cycle ? violation.cycle.map((step) => step.name).join(' -> ') : violation.to;
  // A package may be linked in from elsewhere: which one it is says enough.
  return `${violation.rule.name}: ${violation.from} -> ${way.replace(/^.*(?=node_modules\/)/, '')}${violation.comment ? `\n  ${violation.comment}` : ''}`;
}

/** Files whose graph holds fewer imports than TypeScript's own scan of the text finds. */
function missedImports(graph: ICruiseResult, paths: readonly string[]): string[] {
  const ours = graph.modules.filter(
    ({ source }) => /^(?:server|app|scripts|ops|test)\/.*\.tsx?$/.test(source) && !source.includes('/generated/'),
  );
  if (ours.length === 0) return [`graph: no TypeScript file was read (TypeScript ${ts.version})`];
  return ours
    .filter(({ source }) => paths.length === 0 || paths.includes(source))
    .filter(({ source, dependencies }) => {
      const written = new Set(ts.preProcessFile(readFileSync(source, 'utf8')).importedFiles.map((file) => file.fileName));
      return dependencies.length < written.size;
    })
    .map(({ source, dependencies }) => `graph: ${source} has more imports than the ${dependencies.length} that were read`);
}
