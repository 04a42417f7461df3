import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun, run } from './run-command.ts';

/** Trees and machines of this test lie here; the trees stay for the next run. */
export const bedFolder = '/var/cache/cloister-test';

const suite = 'bookworm';
const hostName = 'box-07';
/** What a box has before anybody installs Cloister: no Node, no npm, no compiler. */
const packages = ['systemd', 'systemd-sysv', 'dbus', 'git', 'ca-certificates', 'iproute2'];

/** Installs what boots a Debian, where this machine lacks it. @throws Error with the words of apt */
export async function installBedTools(): Promise<void> {
  const missing = ['debootstrap', 'systemd-nspawn'].filter((tool) => !existsSync(`/usr/sbin/${tool}`) && !existsSync(`/usr/bin/${tool}`));
  if (missing.length === 0) return;
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('apt-get', ['update', '-q'], { env });
  await mustRun('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'debootstrap', 'systemd-container'], { env });
}

/** A minimal Debian 12 as a folder, made once. @returns its path; nothing may write there */
export async function debianTree(): Promise<string> {
  const key = createHash('sha256')
    .update([suite, ...packages].join(' '))
    .digest('hex')
    .slice(0, 12);
  const tree = join(bedFolder, `${suite}-${key}`);
  if (existsSync(tree)) return tree;
  const partial = `${tree}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(bedFolder, { recursive: true });
  const made = await run('debootstrap', ['--variant=minbase', `--include=${packages.join(',')}`, suite, partial], { timeoutMs: 400_000 });
  if (made.status !== 0) {
    await rm(partial, { recursive: true, force: true });
    throw new Error(`debootstrap ended with ${made.status}: ${made.stderr || made.stdout}`.slice(-2_000));
  }
  await rm(join(partial, 'var/cache/apt'), { recursive: true, force: true });
  await writeFile(join(partial, 'etc/hostname'), `${hostName}\n`);
  await rename(partial, tree);
  return tree;
}
