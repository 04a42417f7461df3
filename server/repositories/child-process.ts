import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/**
 * Starts a child that the kernel kills with its parent, however the parent ends: a process inside git, a query or a parser
 * never notices a closed pipe.
 *
 * @param environment the whole environment of the child; PATH is added
 */
export function spawnBound(
  command: string,
  args: readonly string[],
  environment: Record<string, string>,
  options: Required<Pick<SpawnOptions, 'stdio'>> & { cwd?: string },
): ChildProcess {
  const env = { NODE_ENV: 'production' as const, PATH: process.env.PATH ?? '/usr/bin:/bin', ...environment };
  const bound: SpawnOptions = { ...options, env };
  return spawn('setpriv', ['--pdeathsig', 'KILL', '--', command, ...args], bound);
}
