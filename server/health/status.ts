import { stat } from 'node:fs/promises';
import { auditState } from '#server/audit/index.ts';
import type { EngineState } from '#server/engine/index.ts';
import { db, diskSpace, now } from '#server/platform/index.ts';
import { thisRelease } from '#server/releases/index.ts';
import { queueView } from '#server/scheduling/index.ts';
import { healthParts } from './health-parts.ts';
import { type Readiness, readiness } from './readiness.ts';

export type Status = {
  version: string;
  commit: string;
  uptimeMs: number;
  readiness: Readiness;
  urls: readonly string[];
  engine: EngineState;
  model: { name: string; sha256: string; sizeBytes: number } | null;
  slots: { total: number; busy: number; waiting: number; tokensPerSecond: number };
  database: { appBytes: number; eventsBytes: number };
  disk: { freeBytes: number; totalBytes: number };
  repositories: { total: number; ready: number; importing: number };
  jobs: { running: number; waiting: number };
  audit: { records: number; checkpoint: { size: number; at: string } | null };
};

/** The appliance at a glance. */
export async function status(): Promise<Status> {
  const { folder, engine, model: servedModel, startedAt, urls } = healthParts();
  const model = servedModel();
  const { version, commit } = thisRelease();
  const line = queueView('console');
  const { size, checkpoint } = await auditState();
  return {
    version,
    commit,
    uptimeMs: now().getTime() - startedAt.getTime(),
    readiness: await readiness(),
    urls,
    engine: engine.state(),
    model: model && { name: model.name, sha256: model.sha256, sizeBytes: model.sizeBytes },
    slots: { total: line.slots, busy: line.busy, waiting: line.waiting, tokensPerSecond: line.tokensPerSecond },
    database: { appBytes: await databaseBytes(folder.appDatabase), eventsBytes: await databaseBytes(folder.eventsDatabase) },
    disk: await diskSpace(folder.root),
    repositories: await repositoryCounts(),
    jobs: await jobCounts(),
    audit: { records: size, checkpoint: checkpoint && { size: checkpoint.size, at: checkpoint.at } },
  };
}

async function repositoryCounts() {
  const [total, ready, importing] = await Promise.all([
    db().repository.count(),
    db().repository.count({ where: { currentRevisionId: { not: null } } }),
    db().import.count({ where: { state: { in: ['waiting', 'running'] } } }),
  ]);
  return { total, ready, importing };
}

async function jobCounts() {
  const [running, waiting] = await Promise.all([
    db().job.count({ where: { state: 'running' } }),
    db().job.count({ where: { state: 'waiting' } }),
  ]);
  return { running, waiting };
}

/** With what its write-ahead log holds. Asks the file system for sizes only: opening the file would free SQLite's locks. */
async function databaseBytes(file: string): Promise<number> {
  const sizes = await Promise.all(
    [file, `${file}-wal`].map((path) =>
      stat(path).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
