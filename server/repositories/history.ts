import { git } from './git.ts';

/** A commit's message and the files it changed. */
export type PastCommit = { commit: string; message: string; paths: string[] };

const HISTORY_BYTES = 512 * 1024 * 1024;
const HISTORY_MS = 10 * 60_000;
const MESSAGE_CHARACTERS = 4_000;
const COMMIT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The last commits among a commit's ancestors, itself included, merges left out; the newest first. */
export async function commitHistory(gitDir: string, commit: string, count: number, signal?: AbortSignal): Promise<PastCommit[]> {
  // A message may hold every byte but NUL, and so may a path: nothing else parts one field from the next.
  const args = [
    'log',
    `--max-count=${count}`,
    '--no-merges',
    '--no-renames',
    '--name-only',
    '-z',
    '--format=%x00%x00%H%x00%B%x00',
    '--end-of-options',
    commit,
  ];
  const listed = await git(args, { gitDir, signal, timeoutMs: HISTORY_MS, outputBytes: HISTORY_BYTES });
  return pastCommits(listed.toString().split('\0'));
}

// Empty fields, id, message, an empty field, the paths if any, and so on: a message stands right behind its id and a path is never
// empty, so none of them is taken for the beginning of another commit.
function pastCommits(fields: readonly string[]): PastCommit[] {
  const commits: PastCommit[] = [];
  for (let at = 0; at < fields.length; ) {
    const id = fields[at] ?? '';
    at += 1;
    if (id === '') continue;
    if (!COMMIT_ID.test(id)) throw new Error('git log gave a history of another form');
    const message = (fields[at] ?? '').slice(0, MESSAGE_CHARACTERS);
    at += 2;
    const paths: string[] = [];
    for (let path = fields[at]; path; path = fields[++at]) paths.push(paths.length === 0 ? path.replace(/^\n/, '') : path);
    commits.push({ commit: id, message, paths });
  }
  return commits;
}
