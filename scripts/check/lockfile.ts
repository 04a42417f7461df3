import { readFileSync, writeFileSync } from 'node:fs';

type Locked = {
  version: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};

export type Lockfile = { packages: Record<string, Locked> };

type Missing = { name: string; version: string; dev: boolean };

/**
 * Packages for other platforms that some package names as optional and the lockfile leaves out.
 *
 * npm 11 refuses such a lockfile; npm writes one where its registry does not serve every platform.
 */
export function missingPlatforms({ packages }: Lockfile): Missing[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev = false }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(packages, path, name))
      .map(([name, version]) => ({ name, version, dev })),
  );
}

/** As Node resolves: beside the package, then a level up, and so on. */
function isLocked(packages: Lockfile['packages'], from: string, name: string): boolean {
  const here = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
  if (Object.hasOwn(packages, here)) return true;
  if (from === '') return false;
  return isLocked(packages, from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1)), name);
}

const systems = { android: 'android', darwin: 'darwin', mac: 'darwin', linux: 'linux', win32: 'win32', win: 'win32', freebsd: 'freebsd' };
const systemOf: Record<string, string> = { ...systems, openharmony: 'openharmony' };
const processors = new Set(['arm64', 'x64', 'arm', 'ia32', 'ppc64', 'riscv64', 's390x', 'wasm32']);

/**
 * The entry that keeps a package of another platform in its place: version and platform, so that npm passes it by.
 *
 * @throws Error where its name does not say that it is of another platform: then it must be locked with its digest
 */
export function entryOf({ name, version, dev }: Missing): Locked {
  const words = name.split(/[/-]/);
  const os = words.map((word) => systemOf[word]).find((word) => word !== undefined);
  const cpu = words.find((word) => processors.has(word));
  const isMusl = words.some((word) => word.startsWith('musl'));
  if (!cpu || (os === 'linux' && cpu === 'x64' && !isMusl)) throw new Error(`${name} may be needed here and is not locked`);
  return { version, cpu: [cpu], ...(dev && { dev }), ...(isMusl && { libc: ['musl'] }), optional: true, ...(os && { os: [os] }) };
}

/** `npm run check -- complete-lockfile`, after `npm install` against a registry that serves our platform alone. */
export function completeLockfile(file = 'package-lock.json'): number {
  const lockfile = JSON.parse(readFileSync(file, 'utf8')) as Lockfile;
  const missing = missingPlatforms(lockfile);
  const added = missing.map((one) => [`node_modules/${one.name}`, entryOf(one)] as const);
  const packages = Object.fromEntries([...Object.entries(lockfile.packages), ...added].sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify({ ...lockfile, packages }, null, 2)}\n`);
  return added.length;
}
