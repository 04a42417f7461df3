import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { auditDamage, auditState } from '#server/audit/index.ts';
import { modelDigest, type ServedModel } from '#server/models/index.ts';
import { type DataFolder, db, diskSpace, now } from '#server/platform/index.ts';
import { thisRelease } from '#server/releases/index.ts';
import {
  type Check,
  checkAudit,
  checkCertificate,
  checkClock,
  checkDisk,
  checkEngine,
  checkGit,
  checkGlibc,
  checkKeys,
  checkModel,
  checkNode,
  checkPlacement,
  checkSockets,
} from './checks.ts';
import { healthParts } from './health-parts.ts';

/**
 * Looks at everything that goes wrong on a box by itself, and says how each stands. Changes nothing.
 *
 * @param options.readsModel also reads the model's file to its end, which may take minutes, and compares it with what was registered
 */
export async function doctor({ readsModel = false }: { readsModel?: boolean } = {}, signal?: AbortSignal): Promise<Check[]> {
  const { folder, engine, model, plan, certificate, controlSocket } = healthParts();
  const { size, checkpoint } = await auditState();
  const newest = await db().auditRecord.findFirst({ orderBy: { index: 'desc' }, select: { at: true } });
  const { builtAt } = thisRelease();
  const keys = await keyFiles(folder);
  return [
    checkDisk(folder.root, (await diskSpace(folder.root)).freeBytes),
    checkGlibc(glibcVersion()),
    checkNode(process.versions.node, pinnedNode),
    checkGit(await gitVersion()),
    checkKeys(keys.open, keys.files),
    checkClock(now(), newest?.at ?? null, builtAt ? new Date(builtAt) : null),
    checkCertificate(now(), certificate()?.validUntil ?? null),
    checkEngine(engine.state()),
    ...(await modelChecks(readsModel ? model() : null, signal)),
    checkPlacement(await graphicsProcessors(), plan()?.gpuLayers ?? 0),
    checkSockets(controlSocket, await socketMode(controlSocket)),
    checkAudit(size, checkpoint?.size ?? null, auditDamage()),
  ];
}

async function modelChecks(model: ServedModel | null, signal: AbortSignal | undefined): Promise<Check[]> {
  if (!model) return [];
  // A start trusts path, size, time and inode of a file that it has read once; a disk that forgets is found here.
  const found = await modelDigest(model.file, signal).catch((error: Error) => {
    signal?.throwIfAborted();
    return error.message;
  });
  return [checkModel(model.file, model.sha256, found)];
}

/** The runtime that this release was tested with: a test holds it equal to package.json's. */
export const pinnedNode = '24.21.0';

function glibcVersion(): string {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime ?? '';
}

function gitVersion(): Promise<string> {
  return new Promise((resolve) => {
    execFile('git', ['--version'], { timeout: 5_000 }, (error, stdout) => resolve(error ? '' : stdout.replace('git version', '').trim()));
  });
}

async function keyFiles(folder: DataFolder): Promise<{ files: number; open: string[] }> {
  const names = await readdir(folder.keys);
  const open: string[] = [];
  for (const name of ['.', ...names]) {
    const { mode } = await stat(join(folder.keys, name));
    if ((mode & 0o077) !== 0) open.push(name === '.' ? 'keys' : name);
  }
  return { files: names.length, open };
}

async function socketMode(socket: string): Promise<number | null> {
  const found = await stat(socket).catch(() => null);
  return found?.isSocket() ? found.mode : null;
}

/** Names of graphics processors that could compute: those with a driver of NVIDIA's, and those with AMD's compute device. */
async function graphicsProcessors(): Promise<string[]> {
  const nvidia = await readdir('/proc/driver/nvidia/gpus').catch(() => []);
  const amd = await stat('/dev/kfd').then(
    () => ['AMD'],
    () => [],
  );
  return [...nvidia.map((address) => `NVIDIA ${address}`), ...amd];
}
