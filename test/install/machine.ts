import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '#test/support/wait-for.ts';
import { bedFolder } from './debian-tree.ts';
import { mustRun, type Ran, run } from './run-command.ts';

/** A booted Debian without a network: only its own loopback. */
export type Machine = AsyncDisposable & {
  /** Runs a line of shell inside, as root, with an empty environment. */
  shell(line: string, options?: { timeoutMs?: number; input?: string }): Promise<Ran>;
  /** Runs a program of this machine inside the other's network, as a laptop beside the box would. */
  inNetwork(command: string, args: readonly string[], options?: { timeoutMs?: number; env?: Record<string, string> }): Promise<Ran>;
};

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Boots a machine over a read-only tree; what it writes goes with it.
 *
 * @param binds folders that it sees read-only: path inside to folder here
 */
export async function bootMachine(tree: string, binds: Record<string, string>): Promise<Machine> {
  const folder = join(bedFolder, `machine-${process.pid}`);
  const root = join(folder, 'root');
  for (const name of ['upper', 'work', 'root']) await mkdir(join(folder, name), { recursive: true });
  await mountOverlay(tree, join(folder, 'upper'), join(folder, 'work'), root);
  const nspawn = startNspawn(root, binds);
  let log = '';
  nspawn.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  nspawn.stdout?.resume();
  const shutDown = () => endMachine(nspawn, folder, root);
  try {
    const leader = await waitFor(() => (nspawn.exitCode === null ? leaderOf(nspawn) : Promise.reject(new Error(log))), {
      what: 'the machine’s first process',
    });
    const machine = openMachine(leader, shutDown);
    await waitFor(async () => isUp((await machine.shell('systemctl is-system-running')).stdout), { timeoutMs: 60_000, what: 'the boot' });
    return machine;
  } catch (error) {
    await shutDown();
    throw new Error(`the machine did not boot: ${log.trim()}`, { cause: error });
  }
}

/** `degraded` is up as well: a container has no hardware for some units. */
function isUp(state: string): boolean {
  return /^(running|degraded)/.test(state);
}

function startNspawn(root: string, binds: Record<string, string>): ChildProcess {
  const args = ['-D', root, '--private-network', '--boot', '--register=no', '--keep-unit', '--console=read-only', '--link-journal=no'];
  const more = ['--resolv-conf=off', '--timezone=off', ...Object.entries(binds).map(([inside, here]) => `--bind-ro=${here}:${inside}`)];
  // On SIGTERM nspawn powers the machine off in order; it gets that also when this test is killed.
  return spawn('setpriv', ['--pdeathsig', 'TERM', '--', 'systemd-nspawn', ...args, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The machine's process 1, as this machine numbers it. */
function leaderOf(nspawn: ChildProcess): number | null {
  const children = readFileSync(`/proc/${nspawn.pid}/task/${nspawn.pid}/children`, 'utf8').trim();
  const pid = Number(children.split(' ')[0]);
  return pid > 0 && readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'systemd' ? pid : null;
}

function openMachine(leader: number, shutDown: () => Promise<void>): Machine {
  return {
    shell(line, options) {
      const inside = [
        '-t',
        String(leader),
        '-m',
        '-u',
        '-i',
        '-n',
        '-p',
        '-C',
        '--',
        'env',
        '-i',
        `PATH=${path}`,
        'HOME=/root',
        'LC_ALL=C.UTF-8',
      ];
      return run('nsenter', [...inside, 'sh', '-c', line], options);
    },
    inNetwork: (command, args, options) => run('nsenter', ['-t', String(leader), '-n', '--', command, ...args], options),
    [Symbol.asyncDispose]: shutDown,
  };
}

async function endMachine(nspawn: ChildProcess, folder: string, root: string): Promise<void> {
  let leader: number | null = null;
  try {
    leader = leaderOf(nspawn);
  } catch {
    // It has ended already.
  }
  if (nspawn.exitCode === null) nspawn.kill('SIGTERM');
  await waitFor(() => nspawn.exitCode !== null || nspawn.signalCode !== null, { timeoutMs: 30_000, what: 'the shutdown' }).catch(() => {
    // Ended as a namespace: whatever lives in it goes with its first process.
    if (leader) process.kill(leader, 'SIGKILL');
    nspawn.kill('SIGKILL');
  });
  await unmount(root);
  await rm(folder, { recursive: true, force: true });
}

/** A writable view of a folder that stays as it is. */
export async function mountOverlay(lower: string, upper: string, work: string, at: string): Promise<void> {
  await mustRun('mount', ['-t', 'overlay', 'overlay', '-o', `lowerdir=${lower},upperdir=${upper},workdir=${work}`, at]);
}

export async function unmount(at: string): Promise<void> {
  await waitFor(async () => (await run('umount', [at])).status === 0 || (await run('mountpoint', ['-q', at])).status !== 0, {
    timeoutMs: 20_000,
    what: `unmounting ${at}`,
  });
}

/** Takes away what a run that was killed has left: mounts and folders whose maker is gone. */
export async function sweepBed(): Promise<void> {
  for (const name of await readdir(bedFolder).catch(() => [])) {
    const [, pid] = /^(?:machine|stick)-(\d+)$/.exec(name) ?? [];
    if (!pid || isAlive(Number(pid))) continue;
    for (const mount of mountsBelow(join(bedFolder, name))) await unmount(mount);
    await rm(join(bedFolder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function mountsBelow(folder: string): string[] {
  const points = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '');
  return points.filter((point) => point.startsWith(`${folder}/`)).reverse();
}
