import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError } from '#server/platform/index.ts';
import { GitFailure, git } from './git.ts';
import { asSourceError, chooseBranch, DETACHED, inspectSource, isRegularFile, type Source, uploadPack } from './source.ts';

/** A commit that a branch pointed to. */
export type Commit = { commit: string; branch: string; subject: string; committedAtMs: number };

export type FetchProgress = (done: number, total: number) => void;

/** Hours, for a disk may be slow and a repository large; a hang ends all the same. */
const FETCH_MS = 2 * 60 * 60_000;
const DETACHED_REF = 'refs/cloister/head';
const PINS = 'refs/cloister/pins';

/**
 * What git calls errors in received objects but old, honest repositories contain. The rest of its checks hold: they are
 * about objects made to harm.
 */
const oldSins = [
  'badDate',
  'badDateOverflow',
  'badEmail',
  'badName',
  'badTimezone',
  'missingEmail',
  'missingNameBeforeEmail',
  'missingSpaceBeforeDate',
  'missingSpaceBeforeEmail',
  'missingTaggerEntry',
  'zeroPaddedDate',
  'zeroPaddedFilemode',
  // A revision is never checked out, so names that would be harmful in a work tree are only shown.
  'hasDotgit',
  'gitmodulesUrl',
  'gitmodulesName',
  'gitmodulesParse',
  'gitmodulesBlob',
  'gitmodulesSymlink',
].flatMap((sin) => ['-c', `fetch.fsck.${sin}=warn`]);

/**
 * Brings a source's branches into a bare mirror and pins the wanted one's commit, so that it stays though the branch moves on.
 * A new mirror is made beside its place and renamed into it when complete.
 *
 * @param branch empty for the source's HEAD
 * @throws AppError as `inspectSource` and `chooseBranch`; `database.diskFull`
 */
export async function fetchMirror(
  { mirrorDir, source, branch }: { mirrorDir: string; source: Source; branch: string },
  onProgress: FetchProgress,
  signal?: AbortSignal,
): Promise<Commit> {
  const view = await inspectSource(source, signal);
  const chosen = chooseBranch(view, branch);
  const isNew = !existsSync(mirrorDir);
  const gitDir = isNew ? `${mirrorDir}.importing` : mirrorDir;
  const isFile = await isRegularFile(source);
  try {
    if (isNew) await makeMirror(gitDir, view.objectFormat);
    await fetchInto(gitDir, source, { isFile, detached: chosen === DETACHED, onProgress, signal });
    const commit = await branchCommit(gitDir, chosen);
    await git(['update-ref', `${PINS}/${commit.commit}`, commit.commit], { gitDir });
    if (isNew) await rename(gitDir, mirrorDir);
    return commit;
  } catch (cause) {
    if (isNew) await rm(gitDir, { recursive: true, force: true });
    if (cause instanceof GitFailure && /No space left on device/.test(cause.stderr)) {
      throw new AppError('database.diskFull', { folder: dirname(mirrorDir) }, { cause });
    }
    throw asSourceError(cause, source, isFile);
  }
}

async function makeMirror(gitDir: string, objectFormat: string): Promise<void> {
  await rm(gitDir, { recursive: true, force: true });
  const noTemplate = await mkdtemp(join(tmpdir(), 'cloister-template-'));
  try {
    await git(['init', '--quiet', '--bare', `--template=${noTemplate}`, `--object-format=${objectFormat}`, gitDir]);
  } finally {
    await rm(noTemplate, { recursive: true, force: true });
  }
}

type FetchOptions = { isFile: boolean; detached: boolean; onProgress: FetchProgress; signal: AbortSignal | undefined };

async function fetchInto(gitDir: string, source: Source, { isFile, detached, onProgress, signal }: FetchOptions): Promise<void> {
  const args = [
    ...['-c', 'fetch.fsckObjects=true', ...oldSins],
    ...['fetch', '--progress', '--force', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance', '--no-recurse-submodules'],
    // A git bundle may hold some of the branches only: what it leaves out is not gone.
    ...(isFile ? [] : ['--prune', ...uploadPack]),
    ...['--', source.path, detached ? `+HEAD:${DETACHED_REF}` : '+refs/heads/*:refs/heads/*'],
  ];
  await gitWithSettings(args, gitDir, onProgress, signal);
}

function gitWithSettings(args: string[], gitDir: string, onProgress: FetchProgress, signal: AbortSignal | undefined): Promise<Buffer> {
  return git(args, {
    gitDir,
    timeoutMs: FETCH_MS,
    signal,
    onStderr(text) {
      const steps = [...text.matchAll(/(?:Receiving|Unpacking|Indexing) objects:\s+\d+% \((\d+)\/(\d+)\)/g)];
      const last = steps.at(-1);
      if (last) onProgress(Number(last[1]), Number(last[2]));
    },
  });
}

/** The commit a branch of the mirror points to. */
export async function branchCommit(gitDir: string, branch: string): Promise<Commit> {
  const ref = branch === DETACHED ? DETACHED_REF : `refs/heads/${branch}`;
  const format = '%H%x00%ct%x00%s';
  const shown = await git(['log', '-1', '--no-show-signature', `--format=${format}`, '--end-of-options', ref], { gitDir });
  const [commit, seconds, subject] = shown.toString().trimEnd().split('\0');
  if (!commit) throw new AppError('repository.gitFailed', { step: 'read the branch' });
  return { commit, branch, subject: (subject ?? '').slice(0, 500), committedAtMs: Number(seconds) * 1_000 };
}

/** The branches of a mirror with their commits, the newest first, at most 1,000. */
export async function mirrorBranches(gitDir: string): Promise<Commit[]> {
  const format = '%(refname)%00%(objectname)%00%(committerdate:unix)%00%(subject)';
  const args = ['for-each-ref', '--count=1000', '--sort=-committerdate', `--format=${format}`, 'refs/heads', DETACHED_REF];
  const listed = (await git(args, { gitDir })).toString();
  return listed
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [ref = '', commit = '', seconds, subject = ''] = line.split('\0');
      const branch = ref === DETACHED_REF ? DETACHED : ref.slice('refs/heads/'.length);
      return { commit, branch, subject: subject.slice(0, 500), committedAtMs: Number(seconds) * 1_000 };
    });
}
