import { join } from 'node:path';
import { answerAuditQuestion, auditGroup, openAuditReader, startCheckpoints, stopCheckpoints } from '#server/audit/index.ts';
import {
  closeDatabase,
  type DataFolder,
  dataFolder,
  db,
  makeDataFolder,
  openDatabase,
  openReadConnection,
} from '#server/platform/index.ts';
import { tempFolder } from './temp-folder.ts';

/**
 * The real app database with its audit tree, in a folder of its own:
 * `await using box = await openTestDatabase()`.
 */
export async function openTestDatabase(): Promise<AsyncDisposable & { folder: DataFolder; auditFiles: AuditFiles }> {
  const temporary = await tempFolder();
  const folder = dataFolder(temporary.path);
  makeDataFolder({ dataDir: temporary.path });
  await openDatabase({ file: folder.appDatabase, migrationsDir: 'prisma/migrations', group: auditGroup });
  const auditFiles = { file: folder.appDatabase, keyFile: join(folder.keys, 'audit.pem'), checkpointFile: folder.auditCheckpoint };
  await startCheckpoints({ ...auditFiles, client: db() });
  const reading = openReadConnection(folder.appDatabase);
  openAuditReader(async (question) => answerAuditQuestion(reading, question));
  return {
    folder,
    auditFiles,
    async [Symbol.asyncDispose]() {
      stopCheckpoints();
      openAuditReader(null);
      reading.close();
      await closeDatabase();
      await temporary[Symbol.asyncDispose]();
    },
  };
}

type AuditFiles = { file: string; keyFile: string; checkpointFile: string };
