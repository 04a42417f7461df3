import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';

/** Where everything stands below the data folder. Nothing else joins these paths. */
export function dataFolder(dataDir: string) {
  return {
    root: dataDir,
    appDatabase: join(dataDir, 'app.db'),
    eventsDatabase: join(dataDir, 'events.db'),
    keys: join(dataDir, 'keys'),
    auditKey: join(dataDir, 'keys', 'audit.pem'),
    auditCheckpoint: join(dataDir, 'audit-checkpoint'),
    mirrors: join(dataDir, 'mirrors'),
    indexes: join(dataDir, 'indexes'),
    models: join(dataDir, 'models'),
    uploads: join(dataDir, 'uploads'),
    logFile: join(dataDir, 'log', 'appliance.jsonl'),
  };
}

export type DataFolder = ReturnType<typeof dataFolder>;

/** Makes the folders, readable by the service user alone: keys and people's words are below. */
export function makeDataFolder(config: Pick<Config, 'dataDir'>): DataFolder {
  const folder = dataFolder(config.dataDir);
  for (const path of [folder.root, folder.keys, folder.mirrors, folder.indexes, folder.models, folder.uploads]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  }
  return folder;
}
