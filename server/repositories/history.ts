import { git } from './git.ts';

/** A commit's message and the files it changed. */
export type PastCommit = { commit: string; message: string; paths: string[] };

const HISTORY_BYTES = 512 * 1024 * 1024;
const HISTORY_MS = 10 * 60_000;

/** The last commits among a commit's ancestors, itself included, merges left out; the newest first. */
export async function commitHistory(gitDir: string, commit: string, count: number, signal?: AbortSignal): Promise<PastCommit[]> {
  // Each commit begins with a byte that no message holds; names end with NUL.
  const args = [
    'log',
    `--max-count=${count}`,
    '--no-merges',
    '--no-renames',
    '--name-only',
    '-z',
    '--format=%x01%H%x02%B%x02',
    '--end-of-options',
    commit,
  ];
  const listed = await git(args, { gitDir, signal, timeoutMs: HISTORY_MS, outputBytes: HISTORY_BYTES });
  return listed
    .toString()
    .split('\x01')
    .slice(1)
    .map((record) => {
      const [id = '', message = '', names = ''] = record.split('\x02');
      const paths = names
        .split('\0')
        .map((name) => name.replace(/^\n+/, ''))
        .filter(Boolean);
      return { commit: id, message: message.slice(0, 4_000), paths };
    });
}
