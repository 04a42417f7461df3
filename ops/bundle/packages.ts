/** What a lockfile (version 3) says about one installed package. */
export type LockedPackage = {
  version?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};

/** Path below the project ("node_modules/a/node_modules/b") to package, as the lockfile's `packages`. */
export type LockedPackages = Record<string, LockedPackage>;

/**
 * Packages that dependencies name but the box never calls, each with its reason. `test:install` runs without them.
 */
const leftOut: Record<string, string> = {
  '@node-llama-cpp/linux-x64-cuda': 'GPU package: 380 MB, for boxes with a GPU driver',
  '@node-llama-cpp/linux-x64-cuda-ext': 'GPU package',
  '@node-llama-cpp/linux-x64-vulkan': 'GPU package',
  '@node-llama-cpp/linux-arm64': 'another processor',
  '@node-llama-cpp/linux-armv7l': 'another processor',
  'bare-fs': 'for another runtime than Node',
  '@types/hast': 'types',
  '@types/mdast': 'types',
  '@types/unist': 'types',
  'cmake-js': 'compiles llama.cpp; the box has no compiler and needs none',
  'node-addon-api': 'C++ headers',
  sharp: 'resizes images; image optimisation is switched off',
  '@next/swc-linux-x64-gnu': 'compiles pages; they are built before they are packed',
  '@next/swc-linux-x64-musl': 'compiles pages',
  'caniuse-lite': 'browser data for building CSS',
  'baseline-browser-mapping': 'browser data for building CSS',
  postcss: 'builds CSS',
  typescript: 'checks types; sources run as they are',
};

/**
 * The packages to ship: what `roots` need, directly and through others, without development, without other platforms.
 *
 * @param packages of the lockfile
 * @param roots package names that shipped files import
 * @returns paths below the project, sorted
 */
export function shippedPackages(packages: LockedPackages, roots: Iterable<string>): string[] {
  const found = new Set<string>();
  const open = [...roots].map((name) => ({ name, from: '' }));
  for (let next = open.pop(); next; next = open.pop()) {
    const path = locate(packages, next.name, next.from);
    const entry = path && packages[path];
    if (!path || !entry || found.has(path) || next.name in leftOut || !runsHere(entry)) continue;
    found.add(path);
    for (const name of dependenciesOf(entry)) open.push({ name, from: path });
  }
  return [...found].sort();
}

/** Where Node finds package `name` when a file of the package at `from` asks for it; undefined when it is not installed. */
function locate(packages: LockedPackages, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = parentPackage(folder)) {
    const path = `${folder}${folder ? '/' : ''}node_modules/${name}`;
    if (packages[path]) return path;
    if (!folder) return undefined;
  }
}

function parentPackage(path: string): string {
  const at = path.lastIndexOf('/node_modules/');
  return at < 0 ? '' : path.slice(0, at);
}

function dependenciesOf(entry: LockedPackage): string[] {
  const peers = Object.keys(entry.peerDependencies ?? {}).filter((name) => !entry.peerDependenciesMeta?.[name]?.optional);
  return [...Object.keys(entry.dependencies ?? {}), ...Object.keys(entry.optionalDependencies ?? {}), ...peers];
}

/** True for Linux on x64 with glibc: the one platform a box has. */
function runsHere({ os, cpu, libc }: LockedPackage): boolean {
  return admits(os, 'linux') && admits(cpu, 'x64') && admits(libc, 'glibc');
}

function admits(list: string[] | undefined, value: string): boolean {
  return !list || (list.includes(value) && !list.includes(`!${value}`));
}

const builtIn = /^(node:|#|\.|\/)/;

/**
 * The packages that a TypeScript source imports at run time: type imports are stripped and cost nothing.
 *
 * @returns package names, "@scope/name" included; doubled where imported twice
 */
export function importedPackages(source: string): string[] {
  const statements = [
    ...source.matchAll(/^\s*(?:import|export)\s+(?!type\s)(?:[^'";]*?\sfrom\s*)?['"]([^'"\n]+)['"]/gm),
    // A path that is put together begins with its package all the same: `@scope/name/file-${x}`.
    ...source.matchAll(/\b(?:import|require|resolve)\(\s*['"`]([^'"`\n]+)['"`]/g),
  ];
  return statements.flatMap(([, specifier = '']) => (builtIn.test(specifier) ? [] : [packageName(specifier)]));
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
