import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of the checkout that run on a box, and what in them does not. */
const folders: { path: string; leftOut?: RegExp }[] = [
  { path: 'server', leftOut: /\.test\.ts$|\/\.schema-digest$/ },
  // request.ts is for the build of the pages alone.
  { path: 'app/messages', leftOut: /\.test\.ts$|\/request\.ts$/ },
  { path: 'scripts/cloister', leftOut: /\.test\.ts$/ },
  { path: 'prisma/migrations', leftOut: /\.prisma$/ },
  // What the build needs again only for the next build, or in development.
  { path: '.next', leftOut: /^\.next\/(cache|dev|standalone|types|diagnostics|trace)|\.map$|\.nft\.json$/ },
];

const files = ['scripts/cloister.ts', 'package.json', 'LICENSE'];

/**
 * Our own files that a box needs, as paths below the checkout.
 *
 * @throws Error ENOENT where one is missing
 */
export async function ownFiles(root: string): Promise<string[]> {
  const found = [...files];
  for (const { path, leftOut } of folders) {
    for await (const file of filesBelow(root, path)) if (!leftOut?.test(file)) found.push(file);
  }
  return found;
}

/**
 * Every file below a folder, links followed: a stick's file system has none.
 *
 * @param folder below `root`; the paths that come back are below `root` too
 */
export async function* filesBelow(root: string, folder: string): AsyncIterable<string> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`;
    const isFolder = entry.isSymbolicLink() ? (await stat(join(root, path))).isDirectory() : entry.isDirectory();
    if (isFolder) yield* filesBelow(root, path);
    else yield path;
  }
}

/** The TypeScript sources among `paths`, read. */
export async function sourcesOf(root: string, paths: readonly string[]): Promise<string[]> {
  return Promise.all(paths.filter((path) => path.endsWith('.ts')).map((path) => readFile(join(root, path), 'utf8')));
}

/** Packages that the built pages open at run time, as the build itself traced them. */
export async function tracedPackages(root: string): Promise<Set<string>> {
  const names = new Set<string>();
  for await (const path of filesBelow(root, '.next/server')) {
    if (!path.endsWith('.nft.json')) continue;
    const { files: traced } = JSON.parse(await readFile(join(root, path), 'utf8')) as { files: string[] };
    for (const file of traced) {
      const [, name] = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(file) ?? [];
      if (name) names.add(name);
    }
  }
  return names;
}
