import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EnginePlan } from '#server/hardware/index.ts';
import type { ServedModel } from '#server/models/index.ts';
import { log } from '#server/platform/index.ts';
import type { EngineProcess, LaunchEngine } from './engine-process.ts';
import type { HostConfig } from './host/host-config.ts';

const HOST_PROGRAM = join(import.meta.dirname, 'host', 'main.ts');
/** Made from nothing: variables can switch things on in llama.cpp and node-llama-cpp. */
const ENVIRONMENT = { LANG: 'C.UTF-8', NODE_ENV: 'production' } as const;
const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
/** Lines of a dead engine's log that are kept for the operator. */
const LOG_LINES = 40;

/** The embedded engine: our host program around node-llama-cpp, nothing to compile. */
export function embeddedDriver(plan: EnginePlan, model: ServedModel): LaunchEngine {
  return (socket) => {
    const config: HostConfig = { socket, modelFile: model.file, modelDigest: model.sha256, plan };
    const node = [process.execPath, '--disable-warning=ExperimentalWarning', HOST_PROGRAM];
    // The kernel ends the child with us, also when it is deep in native code and sees no closed pipe.
    const [program = '', ...args] = SETPRIV ? [SETPRIV, '--pdeathsig', 'KILL', '--', ...node] : node;
    const child = spawn(program, args, { env: ENVIRONMENT, stdio: ['pipe', 'ignore', 'pipe'] });
    return watch(child, config);
  };
}

function watch(child: ReturnType<typeof spawn>, config: HostConfig): EngineProcess {
  const lines: string[] = [];
  const logger = log('engine');
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (lines.push(line) > LOG_LINES) lines.shift();
      logger[line.startsWith('error') ? 'error' : line.startsWith('warn') ? 'warn' : 'info']({ enginePid: child.pid }, line);
    });
  }
  // It may be gone before it has read its configuration; its exit says so.
  child.stdin?.on('error', () => {});
  child.stdin?.write(`${JSON.stringify(config)}\n`);
  const { promise: exited, resolve } = Promise.withResolvers<string>();
  child.once('error', (error) => resolve(`the engine process does not start: ${error.message}`));
  child.once('exit', (code, signal) =>
    resolve(signal ? `the engine process was ended by ${signal}` : `the engine process ended with code ${code}`),
  );
  return { exited, lastLog: () => [...lines], kill: () => child.kill('SIGKILL') };
}
