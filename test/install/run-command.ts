import { spawn } from 'node:child_process';

export type Ran = { status: number; stdout: string; stderr: string };

type Options = { timeoutMs?: number; env?: Record<string, string>; cwd?: string; input?: string };

/** Runs a command that ends with us, and gives what it said. 124 is its status where it took too long. */
export function run(command: string, args: readonly string[], { timeoutMs = 120_000, env, cwd, input = '' }: Options = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...env },
      ...(cwd && { cwd }),
    });
    let stdout = '';
    let stderr = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(timer);
      resolve({ status: isLate ? 124 : (status ?? 1), stdout, stderr });
    });
  });
}

/** @throws Error with what the command said, when it fails */
export async function mustRun(command: string, args: readonly string[], options: Options = {}): Promise<string> {
  const { status, stdout, stderr } = await run(command, args, options);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${`${stdout}\n${stderr}`.trim().slice(-2_000)}`);
  return stdout;
}
