import { existsSync, readFileSync } from 'node:fs';

/** What decides how an import gives way to answers. */
export type Processors = {
  /** Processors that this process may run on, ascending. */
  allowed: readonly number[];
  /** Where util-linux is whole, an import can be put behind everything else. */
  hasChrt: boolean;
  hasTaskset: boolean;
};

/** From so many processors on, an import gets some of its own. */
const PINNED_FROM = 4;
/** Of the processors, the share that an import may have. */
const PINNED_SHARE = 4;
const NICEST = '19';

/**
 * The command that starts an import so that questions never wait for it: it and everything that it starts (git, threads that parse)
 * inherit what stands here.
 *
 * From four processors on it runs on the last quarter of them alone, as nice as can be. Below it takes only the time that nobody else
 * wants (SCHED_IDLE, which weighs a third of a per cent against anything else, where the nicest ordinary process weighs one and a half):
 * a cgroup's weight would change nothing beside that.
 *
 * @returns the words before a program's own
 */
export function yieldingCommand({ allowed, hasChrt, hasTaskset }: Processors): string[] {
  if (allowed.length >= PINNED_FROM && hasTaskset) {
    const own = allowed.slice(-Math.floor(allowed.length / PINNED_SHARE));
    return ['taskset', '--cpu-list', own.join(','), 'nice', '-n', NICEST];
  }
  return hasChrt ? ['chrt', '--idle', '0', 'nice', '-n', NICEST] : ['nice', '-n', NICEST];
}

/** Processors of this process, and the programs that are there. */
export function processors(): Processors {
  const status = readFileSync('/proc/self/status', 'utf8');
  const has = (program: string) => ['/usr/bin', '/bin'].some((folder) => existsSync(`${folder}/${program}`));
  return { allowed: processorsIn(status), hasChrt: has('chrt'), hasTaskset: has('taskset') };
}

/** @param status /proc/PID/status, whose list reads "0-3,8" @returns their numbers; none where it does not say */
export function processorsIn(status: string): number[] {
  const list = /^Cpus_allowed_list:\s*([\d,-]+)$/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    if (range === '') return [];
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, n) => first + n);
  });
}
