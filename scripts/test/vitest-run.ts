import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tally } from './tally.ts';

type Report = { numPassedTests: number; numFailedTests: number };

const vitest = 'node_modules/.bin/vitest';

/**
 * Runs tests and shows them as they end.
 *
 * @param args vitest's own: a configuration, files, a name
 * @returns failed is at least 1 where vitest ended badly, also when every test that ran passed
 */
export async function runVitest(args: readonly string[]): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'cloister-report-'));
  const file = join(folder, 'report.json');
  try {
    const status = await new Promise<number>((resolve) => {
      const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
      const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
      child.on('error', () => resolve(1));
      child.on('close', (code) => resolve(code ?? 1));
    });
    const { numPassedTests: passed, numFailedTests: failed } = readReport(file);
    return { passed, failed: status !== 0 ? Math.max(1, failed) : failed, output: '' };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return { numPassedTests: 0, numFailedTests: 0 };
  }
}

/** How many tests there are, for the count of those that cannot run on this machine. */
export async function countTests(args: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'cloister-list-'));
  const file = join(folder, 'list.json');
  try {
    await new Promise<void>((resolve) => {
      const child = spawn(process.execPath, [vitest, 'list', `--json=${file}`, ...args], { stdio: 'ignore' });
      child.on('close', () => resolve());
    });
    return Math.max(1, (JSON.parse(readFileSync(file, 'utf8')) as unknown[]).length);
  } catch {
    return 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
