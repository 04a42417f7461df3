import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { AppError, type Config, lockDataFolder } from '#server/platform/index.ts';

/**
 * What would stop the appliance is said before anything is fetched, built or made.
 *
 * @throws AppError `appliance.alreadyRunning`, `appliance.portInUse`
 */
export async function preflight(config: Config): Promise<void> {
  if (existsSync(config.dataDir)) lockDataFolder(config.dataDir)();
  if (config.port !== 0) await expectFreePort(config.port);
}

function expectFreePort(port: number): Promise<void> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(cause.code === 'EADDRINUSE' ? new AppError('appliance.portInUse', { port }, { cause }) : cause);
    });
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}
