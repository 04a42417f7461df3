import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { log } from '#server/platform/index.ts';
import type { EngineProcess } from './engine-process.ts';

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
/** Lines of a dead engine's log that are kept for the operator. */
const LOG_LINES = 40;

/** An engine's environment is made from this alone: variables can switch things on in llama.cpp and node-llama-cpp. */
export const bareEnvironment = { LANG: 'C.UTF-8', NODE_ENV: 'production' } as const;

/**
 * @param env the whole environment
 * @param isError whether a line of the program's log tells of an error. The rest is its own chatter, up to two lines a request:
 *   nothing for an operator, who finds the last of it where the program died
 */
export type ChildEngine = {
  command: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  isError: (line: string) => boolean;
};

type RunningChild = Pick<EngineProcess, 'pid' | 'exited' | 'lastLog' | 'kill'> & { child: ChildProcess };

/** Starts an engine's program as our child; its log becomes ours. */
export function startChildEngine({ command, env, cwd, isError }: ChildEngine): RunningChild {
  // The kernel ends the child with us, also when it is deep in native code and sees no closed pipe.
  const [program = '', ...args] = SETPRIV ? [SETPRIV, '--pdeathsig', 'KILL', '--', ...command] : command;
  const child = spawn(program, args, { env, stdio: ['pipe', 'ignore', 'pipe'], ...(cwd && { cwd }) });
  const lines: string[] = [];
  const logger = log('engine');
  createInterface({ input: child.stderr }).on('line', (line) => {
    if (lines.push(line) > LOG_LINES) lines.shift();
    logger[isError(line) ? 'warn' : 'debug']({ enginePid: child.pid }, line);
  });
  // It may be gone before it has read its configuration; its exit says so.
  child.stdin.on('error', () => {});
  const { promise: exited, resolve } = Promise.withResolvers<string>();
  child.once('error', (error) => resolve(`the engine process does not start: ${error.message}`));
  child.once('exit', (code, signal) =>
    resolve(signal ? `the engine process was ended by ${signal}` : `the engine process ended with code ${code}`),
  );
  return { child, pid: child.pid ?? null, exited, lastLog: () => [...lines], kill: () => child.kill('SIGKILL') };
}
