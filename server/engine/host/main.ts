/**
 * The embedded engine's own process: llama.cpp by node-llama-cpp behind the engine protocol. It is started by the supervisor with
 * its configuration as the first line of standard input, and lives until that closes.
 */
import { createInterface } from 'node:readline';
import { hostConfig } from './host-config.ts';
import { openHostServer } from './host-server.ts';
import { dieWithParent } from './parent-watch.ts';
import { loadLlama } from './served-llama.ts';

dieWithParent();
// Whatever is made here, the socket first, belongs to this user alone.
process.umask(0o077);

createInterface({ input: process.stdin }).once('line', async (line) => {
  const config = hostConfig.parse(JSON.parse(line));
  const server = await openHostServer(config.socket);
  try {
    server.serve(await loadLlama(config, (progress) => server.say({ state: 'loading', progress })));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`error: ${error instanceof Error ? error.stack : reason}\n`);
    server.say({ state: 'failed', reason });
  }
});
