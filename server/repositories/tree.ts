import { AppError, limits } from '#server/platform/index.ts';
import { GitFailure, git } from './git.ts';

/** A file of a revision as git lists it. */
export type TreeFile = {
  path: string;
  blobId: string;
  /** 100644, 100755, 120000 (symbolic link) or 160000 (submodule). */
  mode: string;
  /** 0 for a submodule. */
  sizeBytes: number;
  /** False where the name is not UTF-8 or holds control characters, such as a line break: such a file cannot be asked for. */
  nameIsText: boolean;
};

export type TreeEntry = { name: string; kind: 'file' | 'folder'; sizeBytes?: number };

/** What git may list of a revision, a few hundred bytes for each file that one may have. */
const LISTED_BYTES = 128 * 1024 * 1024;

/**
 * Every file of a commit, once, in git's order.
 *
 * @throws AppError `repository.indexFailed` where there are more than a revision may have
 */
export async function listFiles(gitDir: string, commit: string): Promise<TreeFile[]> {
  const tooMany = () => new AppError('repository.indexFailed', { reason: `it holds more than ${limits.revisionFiles} files` });
  let listed: Buffer;
  try {
    const args = ['ls-tree', '-r', '-l', '-z', '--full-tree', '--end-of-options', commit];
    listed = await git(args, { gitDir, outputBytes: LISTED_BYTES });
  } catch (cause) {
    throw cause instanceof GitFailure && cause.endedBy === 'tooMuchOutput' ? tooMany() : cause;
  }
  const records = recordsOf(listed);
  if (records.length > limits.revisionFiles) throw tooMany();
  return records.map(fileOf);
}

/**
 * What stands in one folder of a commit: folders first, then files, each by name.
 *
 * @param folder empty for the root
 * @throws AppError `file.notFound`
 */
export async function listFolder(gitDir: string, commit: string, folder: string): Promise<TreeEntry[]> {
  try {
    const listed = await git(['ls-tree', '-l', '-z', '--full-tree', '--end-of-options', `${commit}:${folder}`], { gitDir });
    const entries = recordsOf(listed).map((record): TreeEntry => {
      const { path, mode, sizeBytes } = fileOf(record);
      return mode === '040000' ? { name: path, kind: 'folder' } : { name: path, kind: 'file', sizeBytes };
    });
    const folders = entries.filter((entry) => entry.kind === 'folder');
    return [...folders, ...entries.filter((entry) => entry.kind === 'file')];
  } catch (cause) {
    if (!(cause instanceof GitFailure)) throw cause;
    throw new AppError('file.notFound', { path: folder || '/', revision: commit.slice(0, 7) }, { cause });
  }
}

function recordsOf(listed: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at < listed.length; ) {
    const end = listed.indexOf(0, at);
    records.push(listed.subarray(at, end < 0 ? listed.length : end));
    at = end < 0 ? listed.length : end + 1;
  }
  return records;
}

function fileOf(record: Buffer): TreeFile {
  const tab = record.indexOf(9);
  const [mode = '', , blobId = '', size = '-'] = record.toString('latin1', 0, tab).split(/ +/);
  const name = record.subarray(tab + 1);
  const path = name.toString('utf8');
  return {
    path,
    blobId,
    mode,
    sizeBytes: size === '-' ? 0 : Number(size),
    nameIsText: Buffer.from(path).equals(name) && !/\p{Cc}/u.test(path),
  };
}
