import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type CheckName, checks } from '../check/check.ts';
import { buildWebWhenStale } from '../up/web-build.ts';
import { closingLine, type Tally, tallyOfOne } from './tally.ts';
import { bringTestTools } from './tools.ts';
import { countTests, runVitest } from './vitest-run.ts';

type Step = { name: string; run(): Promise<Tally> };

const browserConfig = 'test/browser/vitest.config.ts';

/**
 * `npm test`: everything, each step with its time; the last line is "N passed, N failed".
 *
 * @param args test files: only these run, without the checks
 */
export async function run(args: string[]): Promise<number> {
  const missing = bringTestTools();
  const tallies: Tally[] = [];
  for (const step of args.length > 0 ? stepsOf(args) : allSteps(missing.includes('chromium'))) tallies.push(await runStep(step));
  process.stdout.write(`${closingLine(tallies)}\n`);
  return tallies.every(({ failed }) => failed === 0) ? 0 : 1;
}

function allSteps(isBrowserMissing: boolean): Step[] {
  return [
    ...(Object.keys(checks) as CheckName[]).map((name) => ({ name, run: () => runCheck(name) })),
    { name: 'web build', run: buildWeb },
    { name: 'unit and integration', run: () => runVitest([]) },
    { name: 'browser', run: () => runBrowser(isBrowserMissing) },
  ];
}

function stepsOf(files: readonly string[]): Step[] {
  const inBrowser = files.filter((file) => file.startsWith('test/browser/'));
  const others = files.filter((file) => !inBrowser.includes(file));
  return [
    ...(inBrowser.length > 0 ? [{ name: 'web build', run: buildWeb }] : []),
    ...(others.length > 0 ? [{ name: 'unit and integration', run: () => runVitest(others) }] : []),
    ...(inBrowser.length > 0 ? [{ name: 'browser', run: () => runVitest(['--config', browserConfig, ...inBrowser]) }] : []),
  ];
}

async function runStep({ name, run: runIt }: Step): Promise<Tally> {
  const startedAt = performance.now();
  const tally = await runIt();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${tally.failed === 0 ? 'ok  ' : 'FAIL'} ${name}: ${closingLine([tally])}, ${seconds} s\n`);
  if (tally.failed > 0 && tally.output) process.stdout.write(`${tally.output.trimEnd()}\n`);
  return tally;
}

async function runCheck(name: CheckName): Promise<Tally> {
  const { passed, output } = await checks[name]([]);
  return tallyOfOne(passed, output);
}

async function buildWeb(): Promise<Tally> {
  try {
    const before = topLevelChanges();
    await buildWebWhenStale(new AbortController().signal);
    const after = topLevelChanges();
    return tallyOfOne(before === after, `The build changed tracked files:\n${after}`);
  } catch (error) {
    return tallyOfOne(false, String(error));
  }
}

async function runBrowser(isBrowserMissing: boolean): Promise<Tally> {
  if (!existsSync(browserConfig)) return { passed: 0, failed: 0, output: '' };
  const args = ['--config', browserConfig];
  if (!isBrowserMissing) return runVitest(args);
  return { passed: 0, failed: await countTests(args), output: 'chromium is missing, so no browser test could run' };
}

/** What git sees of the files at the top: Next writes into tsconfig.json where it misses a line. */
function topLevelChanges(): string {
  return execFileSync('git', ['status', '--porcelain', '--', ':(top,glob)*'], { encoding: 'utf8' });
}
