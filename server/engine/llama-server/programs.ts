import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '#server/platform/index.ts';
import { bareEnvironment } from '../child-engine.ts';

const root = join(import.meta.dirname, '../../..');
const packages = join(root, 'node_modules/@node-llama-cpp');

/** What computes: each is a package of shared libraries that stands beside the one build of the programs. */
export type Variant = 'cpu' | 'cuda' | 'vulkan';

const libraryFolders: Record<Variant, string> = {
  cpu: join(packages, 'linux-x64/bins/linux-x64'),
  cuda: join(packages, 'linux-x64-cuda/bins/linux-x64-cuda'),
  vulkan: join(packages, 'linux-x64-vulkan/bins/linux-x64-vulkan'),
};

/** What `npm run build:llama-server` makes, and from what. */
export const llamaServerBuild = {
  /** Inside node_modules: what is built against a dependency goes with it. */
  folder: join(root, 'node_modules/.cache/cloister/llama-server'),
  /** llama.cpp's source of the very commit that the libraries were built from: a git bundle. */
  source: join(root, 'node_modules/node-llama-cpp/llama/gitRelease.bundle'),
  libraries: libraryFolders.cpu,
  recipe: join(root, 'scripts/llama-server/programs.cmake'),
  programs: ['llama-server', 'llama-perplexity', 'llama-bench', 'llama-batched-bench'],
} as const;

export type Program = (typeof llamaServerBuild.programs)[number];

/** Names a build by what went into it: source, libraries and recipe. */
export function buildDigest(): string {
  const hash = createHash('sha256');
  const libraries = globSync('lib*.so', { cwd: llamaServerBuild.libraries }).sort();
  for (const file of [
    llamaServerBuild.source,
    llamaServerBuild.recipe,
    ...libraries.map((name) => join(llamaServerBuild.libraries, name)),
  ]) {
    hash.update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

/** How a built program is started: it finds its libraries by the environment and its backends in its working folder. */
type Launch = { file: string; cwd: string; env: NodeJS.ProcessEnv };

/**
 * @param variant which libraries compute; one build runs on each of them
 * @throws AppError `engine.notBuilt`
 */
export function launchOf(program: Program, variant: Variant): Launch {
  const cwd = libraryFolders[variant];
  // Naming the build reads 64 MB; a box that never built anything shall not pay for it at each start.
  if (!existsSync(llamaServerBuild.folder)) throw new AppError('engine.notBuilt', { program });
  const file = programFile(program);
  if (!existsSync(file) || !existsSync(cwd)) throw new AppError('engine.notBuilt', { program });
  const path = variant === 'cpu' ? [cwd] : [join(dirname(file), variant), cwd, '/usr/local/cuda/lib64'];
  return { file, cwd, env: { ...bareEnvironment, LD_LIBRARY_PATH: path.join(':') } };
}

/**
 * Names that the programs ask for, where a variant's libraries carry its own name.
 *
 * @returns for each variant that is installed, link name to library
 */
export function variantLinks(): { variant: Variant; links: Record<string, string> }[] {
  const wanted = globSync('lib{llama,ggml}.v*.so', { cwd: libraryFolders.cpu });
  return (['cuda', 'vulkan'] as const)
    .filter((variant) => existsSync(libraryFolders[variant]))
    .map((variant) => ({
      variant,
      links: Object.fromEntries(wanted.map((name) => [name, join(libraryFolders[variant], name.replace('.v', `.${variant}.v`))])),
    }));
}

let known: string | null = null;

function programFile(program: Program): string {
  known ??= buildDigest();
  return join(llamaServerBuild.folder, known, program);
}
