import { execFileSync } from 'node:child_process';
import { appendFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildBundle } from '#ops/bundle/build-bundle.ts';
import { buildWebWhenStale } from '#scripts/up/web-build.ts';
import { starterModelFile } from '#test/support/starter-model.ts';
import { tempFolder } from '#test/support/temp-folder.ts';
import { bedFolder } from './debian-tree.ts';
import { mountOverlay, unmount } from './machine.ts';

/** A USB stick as a folder: the bundle, git bundles, and a second bundle with one torn file. */
export type Stick = AsyncDisposable & { path: string };

const llamaBundle = 'node_modules/node-llama-cpp/llama/gitRelease.bundle';

/** @param isShort without llama.cpp's git bundle */
export async function makeStick({ isShort }: { isShort: boolean }): Promise<Stick> {
  const folder = join(bedFolder, `stick-${process.pid}`);
  const path = join(folder, 'stick');
  const torn = join(path, 'torn');
  await mkdir(path, { recursive: true });
  const remove = async () => {
    await unmount(torn);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await buildWebWhenStale(new AbortController().signal);
    await buildBundle({
      root: process.cwd(),
      outDir: join(path, 'cloister'),
      modelFile: await starterModelFile(),
      commit: '',
      builtAt: new Date(),
      onProgress: () => {},
    });
    await writeGitBundle(join(path, 'tides.bundle'));
    if (!isShort) await cp(llamaBundle, join(path, 'llama.bundle'));
    for (const name of ['upper', 'work']) await mkdir(join(folder, name));
    await mkdir(torn);
    await mountOverlay(join(path, 'cloister'), join(folder, 'upper'), join(folder, 'work'), torn);
    await appendFile(join(torn, 'release/server/main.ts'), ' ');
    return { path, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A repository that git itself makes: two commits, one file worth asking about. */
async function writeGitBundle(file: string): Promise<void> {
  await using folder = await tempFolder();
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@localhost', ...args], { cwd: folder.path, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  await writeFile(join(folder.path, 'README.md'), '# Tides\n\nPredicts high water.\n');
  git('add', '.');
  git('commit', '-q', '-m', 'Begin');
  await writeFile(join(folder.path, 'harbour.ts'), source);
  git('add', '.');
  git('commit', '-q', '-m', 'Say when a harbour can be entered');
  git('bundle', 'create', '-q', file, 'main');
}

const source = `/** Metres of water that stay below the keel. */
const CLEARANCE_METRES = 0.5;

/** Whether a ship of this draught may enter the harbour at this tide height. */
export function mayEnterHarbour(tideHeightMetres: number, draughtMetres: number): boolean {
  return tideHeightMetres >= draughtMetres + CLEARANCE_METRES;
}
`;
