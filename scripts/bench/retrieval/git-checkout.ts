import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A repository's files at the commit that is measured. */
export type Checkout = {
  folder: string;
  /** Tracked files. */
  paths: readonly string[];
  text(path: string): string;
  /** Commits behind the one that is checked out, oldest first: what they changed is asked for. */
  later: readonly { subject: string; paths: readonly string[] }[];
};

/** Commits kept back where a repository has so many; a quarter of the history where it is shorter. */
const LATER_COMMITS = 1_000;
const LARGEST_FILE = 1024 ** 2;

/** Clones a repository or git bundle, checked out some commits before its newest one. */
export function checkOut(source: string, folder: string): Checkout {
  git('.', ['-c', 'advice.detachedHead=false', 'clone', '--quiet', '--no-hardlinks', source, folder]);
  const count = Number(git(folder, ['rev-list', '--count', '--first-parent', 'HEAD']));
  const back = Math.min(LATER_COMMITS, Math.floor(count / 4));
  const later = back > 0 ? laterCommits(folder, `HEAD~${back}..HEAD`) : [];
  git(folder, ['checkout', '--quiet', '-B', 'measured', `HEAD~${back}`]);
  const paths = git(folder, ['ls-files', '-z']).split('\0').filter(Boolean);
  return { folder, paths, later, text: (path) => textAt(join(folder, path)) };
}

/** Empties lines and commits that, so that the numbers of all other lines stay. */
export function commitBlanked({ folder }: Checkout, blanked: ReadonlyMap<string, ReadonlySet<number>>): void {
  for (const [path, lines] of blanked) {
    const kept = readFileSync(join(folder, path), 'utf8')
      .split('\n')
      .map((line, at) => (lines.has(at + 1) ? '' : line));
    writeFileSync(join(folder, path), kept.join('\n'));
  }
  git(folder, [
    '-c',
    'user.name=bench',
    '-c',
    'user.email=bench@localhost',
    'commit',
    '--quiet',
    '--allow-empty',
    '-a',
    '-m',
    'as measured',
  ]);
}

export function git(folder: string, args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 512 * 1024 ** 2,
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

function laterCommits(folder: string, range: string) {
  const printed = git(folder, ['log', '--no-merges', '--reverse', '--name-only', '--no-renames', '--format=%x01%s', range]);
  return printed
    .split('\x01')
    .filter(Boolean)
    .map((entry) => {
      const [subject = '', ...paths] = entry.split('\n').filter(Boolean);
      return { subject, paths };
    });
}

function textAt(file: string): string {
  try {
    const bytes = readFileSync(file);
    return bytes.length > LARGEST_FILE || bytes.includes(0) ? '' : bytes.toString('utf8');
  } catch {
    // A link to nowhere, or a submodule.
    return '';
  }
}
