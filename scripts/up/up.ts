import { constants } from 'node:os';
import { parseArgs } from 'node:util';
import { type Config, type DataFolder, loadConfig, makeDataFolder } from '#server/platform/index.ts';
import { type Ready, startAppliance } from './appliance.ts';
import { preflight } from './preflight.ts';
import { say, sayFailure } from './say.ts';
import { sayEngine } from './say-engine.ts';
import { bringStarterModel } from './starter-model.ts';
import { buildWebWhenStale } from './web-build.ts';

const usage = 'npm run up -- [--data DIR] [--port N] [--model FILE]';

/** `npm run up`: everything from a clone to a running appliance; ends when it ends, 0 after a clean stop. */
export function run(args: string[]): Promise<number> {
  return bringUp(args, { isDevelopment: false });
}

/** The way of `up` and `dev`. */
export async function bringUp(args: string[], { isDevelopment }: { isDevelopment: boolean }): Promise<number> {
  if (!takeOptions(args)) return 2;
  const stopping = new AbortController();
  const interrupt = (signal: NodeJS.Signals) => stopping.abort(signal);
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupt(name));
  let folder = '.';
  try {
    const config = loadConfig(process.env);
    folder = config.dataDir;
    await preflight(config);
    const data = makeDataFolder(config);
    await prepare(config, data, isDevelopment, stopping.signal);
    return await runAppliance(data, isDevelopment, stopping.signal);
  } catch (error) {
    if (stopping.signal.aborted) {
      say('Stopped.');
      return 128 + constants.signals[stopping.signal.reason as NodeJS.Signals];
    }
    sayFailure(error, folder);
    return 1;
  }
}

async function prepare(config: Config, data: DataFolder, isDevelopment: boolean, signal: AbortSignal): Promise<void> {
  const model = await bringStarterModel(config, data, signal);
  if (model) process.env.CLOISTER_MODEL = model;
  if (!isDevelopment) await buildWebWhenStale(signal);
  signal.throwIfAborted();
}

async function runAppliance(data: DataFolder, isDevelopment: boolean, signal: AbortSignal): Promise<number> {
  const appliance = startAppliance({ isDevelopment, logFile: data.logFile });
  signal.addEventListener('abort', () => appliance.stop('SIGTERM'));
  try {
    const ready = await appliance.ready;
    if (!signal.aborted) sayReady(ready);
    appliance.onEngine(sayEngine());
  } catch (error) {
    await appliance.ended;
    throw error;
  }
  const status = await appliance.ended;
  if (signal.aborted) say('Stopped.');
  return status;
}

function sayReady({ urls, setUpLink }: Ready): void {
  say(`Cloister is running: ${urls.join('  ')}`);
  if (setUpLink) say(`First administrator, once and within an hour: ${setUpLink}`);
  say('Ctrl-C stops it.');
}

/** Options become the environment that the appliance reads: one way in. */
function takeOptions(args: string[]): boolean {
  try {
    const { values } = parseArgs({ args, options: { data: { type: 'string' }, port: { type: 'string' }, model: { type: 'string' } } });
    if (values.data) process.env.CLOISTER_DATA = values.data;
    if (values.port) process.env.CLOISTER_PORT = values.port;
    if (values.model) process.env.CLOISTER_MODEL = values.model;
    return true;
  } catch (error) {
    say(`${(error as Error).message}\nUsage: ${usage}`);
    return false;
  }
}
