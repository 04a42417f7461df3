import { open, stat } from 'node:fs/promises';
import { AppError, log } from '#server/platform/index.ts';
import { GitFailure, git } from './git.ts';

/** Where git fetches from: a repository's folder or a git bundle, as it stands on the appliance. */
export type Source = {
  kind: 'path' | 'gitBundle';
  /** Absolute path that git is given. */
  path: string;
  /** How people call it: the path, or the name of the uploaded file. */
  name: string;
};

/** What a source offers. */
export type SourceView = {
  objectFormat: 'sha1' | 'sha256';
  /** Branch names; `HEAD` alone where a git bundle names nothing else. */
  branches: string[];
  /** The branch that HEAD stands for. */
  head: string;
};

/** The name of the branch of a source that has a HEAD and no branch. */
export const DETACHED = 'HEAD';

const LIST_MS = 60_000;
const BUNDLE_MARK = /^# v[23] git bundle\n/;

/**
 * Looks at a source without fetching from it.
 *
 * @throws AppError `repository.sourceMissing`, `.sourceUnreadable`, `.notGit`, `.bundleDamaged`, `.empty`
 */
export async function inspectSource(source: Source, signal?: AbortSignal): Promise<SourceView> {
  const isFile = await isRegularFile(source);
  if (isFile && !(await isGitBundle(source.path))) throw new AppError('repository.notGit', { source: source.name });
  let listed: string;
  try {
    const args = ['ls-remote', '--symref', ...(isFile ? [] : uploadPack), '--', source.path];
    listed = (await git(args, { timeoutMs: LIST_MS, signal })).toString();
  } catch (cause) {
    throw asSourceError(cause, source, isFile);
  }
  return viewOf(listed, source);
}

/** upload-pack forgets settings given to its caller, so it is given its own. The source's hooks and settings stay without effect. */
export const uploadPack: readonly string[] = [
  '--upload-pack',
  'git -c safe.directory=* -c core.hooksPath=/dev/null -c core.fsmonitor=false -c core.bigFileThreshold=16m upload-pack',
];

/** True where a source is one file, which can only be a git bundle. */
export async function isRegularFile(source: Source): Promise<boolean> {
  try {
    return (await stat(source.path)).isFile();
  } catch (cause) {
    const unreadable = (cause as NodeJS.ErrnoException).code === 'EACCES';
    throw new AppError(unreadable ? 'repository.sourceUnreadable' : 'repository.sourceMissing', { source: source.name }, { cause });
  }
}

/** Whether a file begins as git bundles do. */
export async function isGitBundle(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    return BUNDLE_MARK.test(buffer.toString('latin1', 0, bytesRead));
  } finally {
    await file.close();
  }
}

/** Turns what git said about a source into the sentence for the person. */
export function asSourceError(cause: unknown, source: Source, isFile: boolean): unknown {
  if (!(cause instanceof GitFailure)) return cause;
  log('repositories').warn({ exitCode: cause.exitCode, stderr: cause.stderr }, 'git could not read a source');
  const params = { source: source.name };
  if (/Repository lacks these prerequisite commits/.test(cause.stderr))
    return new AppError('repository.bundleIncomplete', params, { cause });
  if (isFile) return new AppError('repository.bundleDamaged', params, { cause });
  if (/Permission denied/.test(cause.stderr)) return new AppError('repository.sourceUnreadable', params, { cause });
  if (/does not appear to be a git repository|not a git repository/.test(cause.stderr))
    return new AppError('repository.notGit', params, { cause });
  return new AppError('repository.gitFailed', { step: 'read the source' }, { cause });
}

function viewOf(listed: string, source: Source): SourceView {
  const ids = new Map<string, string>();
  let symbolic: string | undefined;
  for (const line of listed.split('\n')) {
    const [left, name] = line.split('\t');
    if (!left || !name) continue;
    if (left.startsWith('ref: ')) {
      if (name === 'HEAD') symbolic = left.slice('ref: refs/heads/'.length);
    } else ids.set(name, left);
  }
  const branches = [...ids.keys()].filter((name) => name.startsWith('refs/heads/')).map((name) => name.slice('refs/heads/'.length));
  const headId = ids.get('HEAD');
  if (branches.length === 0 && headId) branches.push(DETACHED);
  const first = branches[0];
  if (!first) throw new AppError('repository.empty', { source: source.name });
  const objectFormat = [...ids.values()][0]?.length === 64 ? 'sha256' : 'sha1';
  return { objectFormat, branches: branches.sort(), head: headOf(branches, symbolic, ids, headId) ?? first };
}

function headOf(branches: string[], symbolic: string | undefined, ids: Map<string, string>, headId: string | undefined) {
  if (symbolic && branches.includes(symbolic)) return symbolic;
  const usual = ['main', 'master', ...branches].filter((branch) => branches.includes(branch));
  // A git bundle does not say which branch its HEAD is: the one at the same commit.
  return usual.find((branch) => headId && ids.get(`refs/heads/${branch}`) === headId) ?? usual[0];
}

/**
 * The branch to answer from.
 *
 * @param wanted empty for the source's HEAD
 * @throws AppError `repository.branchMissing` with the branches that are there
 */
export function chooseBranch(view: SourceView, wanted: string): string {
  if (wanted === '') return view.head;
  if (view.branches.includes(wanted)) return wanted;
  throw new AppError('repository.branchMissing', { branch: wanted, branches: view.branches.slice(0, 20).join(', ') });
}
