import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { registerAnswers } from '#server/answers/index.ts';
import { makePageDoor, openVerification } from '#server/api/index.ts';
import { auditGroup, closeIntents, openAuditReader, record, startCheckpoints, stopCheckpoints } from '#server/audit/index.ts';
import { finishRestore } from '#server/backup/index.ts';
import { loadAsked } from '#server/chat/index.ts';
import { openHealth } from '#server/health/index.ts';
import {
  type Actor,
  type Config,
  closeDatabase,
  type DataFolder,
  db,
  lockDataFolder,
  makeDataFolder,
  makeRuntimeFolder,
  now,
  openDatabase,
  openLog,
} from '#server/platform/index.ts';
import { thisRelease } from '#server/releases/index.ts';
import { startRepositories, stopRepositories } from '#server/repositories/index.ts';
import { auditInReader, startReaders, stopReaders } from '#server/retrieval/index.ts';
import { startScheduling, stopScheduling } from '#server/scheduling/index.ts';
import { openCertificate } from './main/certificate.ts';
import { controlSocketPath, openControlSocket } from './main/control-socket.ts';
import { openDoors } from './main/doors.ts';
import { hostNames } from './main/hosts.ts';
import { cookieSecret } from './main/key-files.ts';
import { openLiveSockets } from './main/live-sockets.ts';
import { type OpenPages, openNextPages } from './main/pages.ts';
import { type Appliance, runProcess } from './main/run-process.ts';
import { serveModel } from './main/serve-model.ts';
import { firstAdminLink } from './main/set-up-link.ts';
import { givenSockets } from './main/systemd-sockets.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const self: Actor = { kind: 'system', part: 'main' };

/**
 * The composition root: every part of the appliance in the order it is opened; they are closed in the opposite order.
 *
 * @param openPages what serves pages: Next, or in tests that need none next-auth's route alone
 * @param serve what brings the engine: the one that is planned, or in tests one whose words are a script
 * @throws AppError with the one sentence that says why the appliance cannot start
 */
export async function openAppliance(config: Config, openPages: OpenPages, serve = serveModel): Promise<Appliance> {
  await using opened = new AsyncDisposableStack();
  const folder = makeDataFolder(config);
  openLog(config.log === 'stdout' ? 'stdout' : { file: folder.logFile }, config.logLevel);
  opened.defer(lockDataFolder(folder.root));
  const runtime = makeRuntimeFolder(config.runtimeDir);
  opened.defer(runtime.close);
  // A restore that a power cut has parted is whole before anything is opened.
  await finishRestore(folder.root);
  const stopping = { reason: 'failed start' };
  await openStorage(folder, opened, stopping);

  const { engine, model, plan, replan, stop } = serve(config, folder, runtime.path);
  opened.defer(stop);
  await startRepositories({ folder });
  opened.defer(stopRepositories);
  startReaders();
  openAuditReader((question) => auditInReader(folder.appDatabase, question));
  opened.defer(stopReaders);
  registerAnswers({ loadAsked, servedModel: model });
  await startScheduling({ engine, eventsFile: folder.eventsDatabase });
  opened.defer(stopScheduling);

  const given = givenSockets(process.env, process.pid);
  const certificate = await openCertificate(config, folder.keys, config.listen !== undefined || given.tls !== null);
  opened.defer(certificate.close);
  const secret = cookieSecret(folder.keys);
  let networkUrl: string | null = null;
  globalThis.cloister = makePageDoor(secret, { certificate: () => certificate.current()?.facts ?? null, networkOrigin: () => networkUrl });
  const pages = await openPages({ folder: root, isDevelopment: config.isDevelopment, port: config.port });
  opened.defer(() => pages.close());
  const live = openLiveSockets();
  const site = {
    hosts: hostNames(config),
    cookieSecret: secret,
    isDevelopment: config.isDevelopment,
    pages,
    certificate: certificate.current,
    networkUrl: () => networkUrl,
  };
  const urls: string[] = [];
  let setUpLink = () => null as string | null;
  openHealth({
    ...{ startedAt: now(), folder, engine, model, plan, replan, urls, controlSocket: controlSocketPath(runtime.path) },
    setUpLink: () => setUpLink(),
    certificate: () => certificate.validUntil(),
  });
  const doors = await openDoors(config, site, live, given);
  opened.defer(() => doors.close());
  certificate.onRenewed(doors.renewCertificate);
  urls.push(...doors.urls);
  networkUrl = doors.networkUrl;
  const origin = urls.at(-1) ?? '';
  const control = await openControlSocket(runtime.path, doors.networkUrl ?? origin, live);
  opened.defer(() => control.close());
  // Before the doors: a door is shut only when its last connection has ended, and a live one does not end by itself.
  opened.defer(() => live.close());
  const setUp = await firstAdminLink(self, origin);
  opened.defer(setUp.close);
  setUpLink = setUp.current;
  const parts = opened.move();
  return {
    ...{ urls, setUpLink: setUp.current(), engine, controlSocket: control.path },
    async close(reason) {
      stopping.reason = reason;
      await parts.disposeAsync();
    },
  };
}

/** The app database with its audit tree. What a crash left open is closed in the log before the start is recorded. */
async function openStorage(folder: DataFolder, opened: AsyncDisposableStack, stopping: { reason: string }): Promise<void> {
  await openDatabase({ file: folder.appDatabase, migrationsDir: join(root, 'prisma/migrations'), group: auditGroup });
  opened.defer(closeDatabase);
  const auditFiles = { file: folder.appDatabase, keyFile: join(folder.keys, 'audit.pem'), checkpointFile: folder.auditCheckpoint };
  await startCheckpoints({ ...auditFiles, client: db() });
  openVerification(auditFiles);
  opened.defer(stopCheckpoints);
  await closeIntents();
  await record(self, 'appliance.started', { version: thisRelease().version, node: process.version });
  opened.defer(async () => void (await record(self, 'appliance.stopped', { reason: stopping.reason })));
}

if (import.meta.main) await runProcess((config) => openAppliance(config, openNextPages));
