import { spawnSync } from 'node:child_process';
import { isInstalled, type Tool } from '../installed.ts';

/** Programs that tests run, and the Debian package of each. */
const testTools = [
  { command: 'git', debianPackage: 'git' },
  { command: 'setpriv', debianPackage: 'util-linux' },
  { command: 'chromium', debianPackage: 'chromium' },
  { command: 'strace', debianPackage: 'strace' },
  { command: 'ip', debianPackage: 'iproute2' },
] as const;

type TestCommand = (typeof testTools)[number]['command'];

/** What `npm test` needs. @returns what is still missing */
export function bringTestTools(): TestCommand[] {
  return bringTools(testTools);
}

/** Installs what is missing where we may, and says what to install where we may not. Returns what is still missing. */
export function bringTools<C extends string>(tools: readonly Tool<C>[]): C[] {
  const missing = tools.filter(({ command }) => !isInstalled(command));
  if (missing.length === 0) return [];
  const packages = missing.map(({ debianPackage }) => debianPackage);
  if (process.getuid?.() === 0 && isInstalled('apt-get')) install(packages);
  const still = missing.filter(({ command }) => !isInstalled(command));
  if (still.length > 0) {
    const names = still.map(({ debianPackage }) => debianPackage).join(' ');
    process.stdout.write(
      `Missing: ${names}. Install them with “apt-get install ${names}” as root; tests that need them count as failed.\n`,
    );
  }
  return still.map(({ command }) => command);
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
