import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

type Tool<C extends string> = { command: C; debianPackage: string };

/** Programs that tests run, and the Debian package of each. */
const testTools = [
  { command: 'git', debianPackage: 'git' },
  { command: 'setpriv', debianPackage: 'util-linux' },
  { command: 'chromium', debianPackage: 'chromium' },
  { command: 'strace', debianPackage: 'strace' },
  { command: 'ip', debianPackage: 'iproute2' },
] as const;

/** What builds llama-server. */
export const compilers = [
  { command: 'g++', debianPackage: 'g++' },
  { command: 'make', debianPackage: 'make' },
  { command: 'cmake', debianPackage: 'cmake' },
] as const;

type TestCommand = (typeof testTools)[number]['command'];

/** What `npm test` needs. @returns what is still missing */
export function bringTestTools(): TestCommand[] {
  return bringTools(testTools);
}

/** Installs what is missing where we may, and says what to install where we may not. Returns what is still missing. */
export function bringTools<C extends string>(tools: readonly Tool<C>[]): C[] {
  const missing = tools.filter(({ command }) => !isThere(command));
  if (missing.length === 0) return [];
  const packages = missing.map(({ debianPackage }) => debianPackage);
  if (process.getuid?.() === 0 && isThere('apt-get')) install(packages);
  const still = missing.filter(({ command }) => !isThere(command));
  if (still.length > 0) {
    const names = still.map(({ debianPackage }) => debianPackage).join(' ');
    process.stdout.write(
      `Missing: ${names}. Install them with “apt-get install ${names}” as root; tests that need them count as failed.\n`,
    );
  }
  return still.map(({ command }) => command);
}

function isThere(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}

function install(packages: readonly string[]): void {
  process.stdout.write(`Installing for the tests: ${packages.join(' ')}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-q', '-y', ...args], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  apt('update');
  const done = apt('install', '--no-install-recommends', ...packages);
  if (done.status !== 0) process.stdout.write(`${done.stderr.trim()}\n`);
}
