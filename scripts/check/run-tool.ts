import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a check found: the output is for a person, and empty words are never a failure's only sign. */
export type CheckResult = { passed: boolean; output: string };

/**
 * Runs a program from node_modules/.bin, below the current folder, and keeps what it printed.
 *
 * @param env variables added to ours
 */
export function runTool(
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<CheckResult & { stdout: string }> {
  const file = join('node_modules/.bin', name);
  return new Promise((resolve) => {
    // The tools' first line asks for whatever `node` comes first in PATH: that is to be the pinned one.
    const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
    let output = '';
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', (error) => resolve({ passed: false, output: error.message, stdout }));
    child.on('close', (status) => resolve({ passed: status === 0, output, stdout }));
  });
}
