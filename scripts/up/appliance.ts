import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import type { EngineState } from '#server/engine/index.ts';
import { AppError, type ErrorCode, type ErrorParams } from '#server/platform/index.ts';

/** What server/main.ts says over IPC: once that it is up, or why it is not; then how its engine is. */
type FromAppliance =
  | { ready: { urls: string[]; setUpLink?: string } }
  | { engine: EngineState }
  | { failed: { code: ErrorCode; params: ErrorParams[ErrorCode] } };

export type Ready = Extract<FromAppliance, { ready: unknown }>['ready'];

export type Appliance = {
  ready: Promise<Ready>;
  /** Calls `fn` with the engine's state, as far as it has been told, and each change of it. */
  onEngine(fn: (state: EngineState) => void): void;
  /** Exit status, as a shell gives it. */
  ended: Promise<number>;
  stop(signal: NodeJS.Signals): void;
};

/** Variables of the person's shell that the appliance may see: no other setting of theirs changes what it does. */
const passedOn = /^(?:CLOISTER_.*|PATH|HOME|LANG|LC_.*|TZ|TMPDIR|USER|SUDO_USER|NEXT_TELEMETRY_DISABLED)$/;

/**
 * Starts server/main.ts as a process of its own.
 *
 * It leads its own process group, so that a terminal's Ctrl-C reaches it once, through us; and it gets SIGTERM when we die
 * without a word.
 */
export function startAppliance({ isDevelopment, logFile }: { isDevelopment: boolean; logFile: string }): Appliance {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name)));
  const args = ['--pdeathsig', 'TERM', '--', process.execPath, 'server/main.ts', ...(isDevelopment ? ['--dev'] : [])];
  // What Next or a crash prints is for the log: the terminal gets sentences.
  mkdirSync(dirname(logFile), { recursive: true });
  const printedFile = join(dirname(logFile), 'printed.txt');
  const printed = isDevelopment ? 'inherit' : openSync(printedFile, 'w');
  const child = spawn('setpriv', args, {
    stdio: ['ignore', printed, printed, 'ipc'],
    env: { ...env, NODE_ENV: isDevelopment ? 'development' : 'production' },
    detached: true,
  });
  if (printed !== 'inherit') closeSync(printed);
  let engine: EngineState | null = null;
  let tell: (state: EngineState) => void = () => {};
  child.on('message', (message: FromAppliance) => {
    if (!('engine' in message)) return;
    engine = message.engine;
    tell(engine);
  });
  return {
    ready: readyOf(child, () => (printed !== 'inherit' && statSync(printedFile).size > 0 ? printedFile : logFile)),
    onEngine(fn) {
      if (engine) fn(engine);
      tell = fn;
    },
    ended: new Promise((resolve) => {
      child.on('close', (status, signal) => resolve(signal ? 128 + constants.signals[signal] : (status ?? 1)));
    }),
    stop: (signal) => void child.kill(signal),
  };
}

/** @param whereToRead the file that says why it ended without a word */
function readyOf(child: ChildProcess, whereToRead: () => string): Promise<Ready> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromAppliance) => {
      if ('ready' in message) resolve(message.ready);
      else if ('failed' in message) reject(new AppError(message.failed.code, message.failed.params));
    });
    child.on('error', reject);
    child.on('close', () => reject(new AppError('appliance.stopped', { logFile: whereToRead() })));
  });
}
