import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AnswerScript } from './answer-script.ts';
import { tempFolder } from './temp-folder.ts';

/** A running appliance of a test: its own process, data folder and free port. */
export type TestAppliance = AsyncDisposable & {
  /** The plain door, "http://localhost:PORT". */
  url: string;
  /** Every door's address, the plain one's first. */
  urls: string[];
  /** First administrator's link; undefined once somebody is there. */
  setUpLink: string | undefined;
  controlSocket: string;
  dataDir: string;
  logFile: string;
  pid: number;
  /** A clean stop. @returns the exit status */
  stop(): Promise<number>;
  /** An end without a word, as by a power cut. */
  kill9(): Promise<void>;
};

export type TestApplianceOptions = {
  /** A model file; absent: the appliance runs without one. */
  model?: string;
  /** A data folder that outlives this appliance, for tests that start it again. */
  dataDir?: string;
  env?: Record<string, string>;
  /** A listening socket given as systemd gives one: its descriptor, and its name in the unit. */
  given?: { fd: number; name: string };
  /** What a scripted engine says, in the place of a model; needs a build in .next, like `pages`. */
  script?: AnswerScript;
  /** Serve the real pages: needs a build in .next. Otherwise next-auth's route alone is there. */
  pages?: boolean;
};

/**
 * Starts the appliance as a process: `await using box = await startAppliance()`.
 *
 * @throws Error with what it said, where it does not start
 */
export async function startAppliance(options: TestApplianceOptions = {}): Promise<TestAppliance> {
  const folder = options.dataDir ? null : await tempFolder();
  const dataDir = options.dataDir ?? join(folder?.path ?? '', 'data');
  const child = spawnAppliance(options, dataDir);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  try {
    const ready = await readyOf(child);
    return {
      ...{ url: ready.urls[0] ?? '', urls: ready.urls, setUpLink: ready.setUpLink },
      ...{ controlSocket: ready.controlSocket, dataDir, logFile: join(dataDir, 'log/appliance.jsonl'), pid: child.pid ?? 0 },
      async stop() {
        child.kill('SIGTERM');
        const [status] = await ended;
        return status ?? -1;
      },
      async kill9() {
        child.kill('SIGKILL');
        await ended;
      },
      async [Symbol.asyncDispose]() {
        if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
        await ended;
        await folder?.[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    await folder?.[Symbol.asyncDispose]();
    throw error;
  }
}

type Ready = { urls: string[]; setUpLink?: string; controlSocket: string };

function spawnAppliance({ model, env, pages, script, given }: TestApplianceOptions, dataDir: string): ChildProcess {
  const withPages = script ? 'test/support/appliance-with-script.ts' : 'server/main.ts';
  const entry = script || pages ? withPages : 'test/support/appliance-without-pages.ts';
  // A test that dies takes its appliance with it. The shell knows the number of the process that it becomes.
  const start = ['/bin/sh', '-c', 'LISTEN_PID=$$ exec "$@"', 'sh', process.execPath, entry];
  return spawn('setpriv', ['--pdeathsig', 'KILL', '--', ...start], {
    stdio: ['ignore', 'pipe', 'pipe', given?.fd ?? 'ignore', 'ipc'],
    env: {
      PATH: process.env.PATH,
      HOME: dataDir,
      NODE_ENV: 'production',
      CLOISTER_DATA: dataDir,
      CLOISTER_PORT: '0',
      ...(model && { CLOISTER_MODEL: model }),
      ...(script && { ANSWER_SCRIPT: JSON.stringify(script) }),
      ...(given && { LISTEN_FDS: '1', LISTEN_FDNAMES: given.name }),
      ...env,
    },
  });
}

function readyOf(child: ChildProcess): Promise<Ready> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-10_000);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('message', (message: { ready: Ready } | { failed: { code: string; params: object } } | { engine: unknown }) => {
      if ('ready' in message) resolve(message.ready);
      else if ('failed' in message) reject(Object.assign(new Error(message.failed.code), message.failed));
    });
    child.on('error', reject);
    child.on('exit', (status, signal) => reject(new Error(`the appliance ended with ${status ?? signal} before it was ready:\n${said}`)));
  });
}
