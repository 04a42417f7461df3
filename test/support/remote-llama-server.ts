import { spawn } from 'node:child_process';
import { freePort } from '#scripts/test/free-port.ts';
import { connectEngine, type Engine, launchOf } from '#server/engine/index.ts';
import { untilReady } from './scripted-engine.ts';
import { starterModelFile } from './starter-model.ts';
import { waitFor } from './wait-for.ts';

export type RemoteBox = AsyncDisposable & {
  engine: Engine;
  url: string;
  key: string;
  /** Ends the cluster at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it at the same address; resolves once it answers. */
  start(): Promise<void>;
};

const key = 'a key of the cluster';

/** A llama-server that stands for a cluster, on a port of loopback, and an engine that is connected to it. */
export async function remoteLlamaServer(options: { runtimeDir: string; slots: number; context: number }): Promise<RemoteBox> {
  const { runtimeDir, slots, context } = options;
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { file, cwd, env } = launchOf('llama-server', 'cpu');
  const args = [
    ...['-m', await starterModelFile(), '--alias', 'starter', '--host', '127.0.0.1', '--port', String(port), '--api-key', key],
    ...['-c', String(slots * context), '-np', String(slots), '--no-kv-unified', '-t', '1', '-b', '128', '-ub', '128', '--cache-ram', '0'],
    ...['--slot-save-path', `${runtimeDir}/`, '--embeddings', '--no-ui', '--offline'],
  ];
  let kill = async () => {};
  const start = async () => {
    const child = spawn(file, args, { cwd, env, stdio: 'ignore' });
    const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    kill = async () => {
      child.kill('SIGKILL');
      await exited;
    };
    await waitFor(async () => (await fetch(`${url}/health`).catch(() => null))?.ok === true);
  };
  await start();
  const engine = connectEngine({ of: { url, key, model: 'starter', slots }, runtimeDir });
  await untilReady(engine);
  return {
    ...{ engine, url, key, start },
    kill: () => kill(),
    async [Symbol.asyncDispose]() {
      await engine.stop();
      await kill();
    },
  };
}
