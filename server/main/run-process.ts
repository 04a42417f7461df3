import { wordsOf } from '#app/messages/error-words.ts';
import type { Engine, EngineState } from '#server/engine/index.ts';
import { AppError, type Config, limits, loadConfig, log, withDiskFull } from '#server/platform/index.ts';

/** An appliance that is up. */
export type Appliance = {
  urls: string[];
  /** The first administrator's link; null once somebody is there. */
  setUpLink: string | null;
  /** It may still be on its way: the model is checked while the appliance is up. */
  engine: Pick<Engine, 'state' | 'subscribe'>;
  controlSocket: string;
  /** Closes every part, the last opened first. */
  close(reason: string): Promise<void>;
};

/**
 * Runs the appliance as this process: until a signal ends it, or with one sentence and status 1 where it cannot start.
 * A parent process is told over IPC: `{ready: {urls, setUpLink?, controlSocket}}` or `{failed: {code, params}}`,
 * and behind the first `{engine}` for the engine's state and each change of it.
 */
export async function runProcess(open: (config: Config) => Promise<Appliance>): Promise<never> {
  settleProcess();
  const stop = Promise.withResolvers<string>();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop.resolve(signal));
  try {
    const isDevelopment = process.argv.includes('--dev');
    const appliance = await open(loadConfig({ ...process.env, ...(isDevelopment && { CLOISTER_DEV: '1' }) }));
    tellReady(appliance);
    tellEngine(appliance.engine);
    const reason = await stop.promise;
    // Whatever hangs is left behind: children die with this process, and the next start resumes the jobs.
    setTimeout(() => process.exit(1), limits.stopMs).unref();
    await appliance.close(reason);
    process.exit(0);
  } catch (error) {
    await tellFailure(error);
    process.exit(1);
  }
}

function settleProcess(): void {
  process.umask(0o077);
  // Next and next-auth read these; main has checked the Host header and says by header which door it was.
  Object.assign(process.env, { AUTH_TRUST_HOST: '1', NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: process.env.NODE_ENV ?? 'production' });
  for (const name of ['NEXTAUTH_URL', 'NEXTAUTH_URL_INTERNAL', 'VERCEL', 'NEXTAUTH_SECRET', 'AUTH_SECRET']) delete process.env[name];
  process.on('unhandledRejection', (err) => log('main').error({ err }, 'a promise was rejected and nobody heard it'));
  process.on('uncaughtException', (err) => {
    // Who threw may have left anything half done. The next start finds what was committed, and nothing else.
    log('main').fatal({ err }, 'an exception that nobody caught');
    process.exit(1);
  });
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => 'whoever read this has gone');
}

function tellReady({ urls, setUpLink, controlSocket }: Appliance): void {
  const ready = { urls, ...(setUpLink !== null && { setUpLink }), controlSocket };
  if (process.send) {
    process.send({ ready });
    return;
  }
  process.stderr.write(`Cloister is running: ${urls.join('  ')}\n`);
  // The journal is read by administrators of the machine, who hold the box anyway; the console gives the link again.
  if (setUpLink !== null) process.stderr.write('It has no administrator yet: "cloister status" shows the link that makes one.\n');
}

function tellEngine(engine: Appliance['engine']): void {
  const tell = (state: EngineState) => {
    if (process.send) {
      // Whoever listened may have gone; that is no event.
      if (process.connected) process.send({ engine: state }, undefined, undefined, () => {});
    } else if (state.state === 'none') {
      const { message, remedy } = wordsOf(state.why);
      process.stderr.write(`${message} ${remedy}\n`);
    }
  };
  engine.subscribe(tell);
  tell(engine.state());
}

async function tellFailure(thrown: unknown): Promise<void> {
  const known = withDiskFull(thrown);
  const error: AppError = known instanceof AppError ? known : new AppError('appliance.startFailed', { reason: reasonOf(known) });
  log('main').fatal({ err: thrown, code: error.code }, 'the appliance could not start');
  if (process.send) {
    await new Promise((resolve) => process.send?.({ failed: { code: error.code, params: error.params } }, undefined, undefined, resolve));
    return;
  }
  const { message, remedy } = wordsOf(error);
  process.stderr.write(`${message} ${remedy}\n`);
}

function reasonOf(thrown: unknown): string {
  return (thrown instanceof Error ? thrown.message : String(thrown)).split('\n')[0]?.slice(0, 300) ?? '';
}
