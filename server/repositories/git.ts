import { type Readable, Writable } from 'node:stream';
import { spawnBound } from './child-process.ts';

const MIB = 1024 * 1024;
const STDERR_KEPT_CHARACTERS = 8_192;

/**
 * git's environment, made from nothing: no user or system configuration, no prompt, no transport but local files, no lazy
 * fetch of missing objects, no replacement of objects.
 */
export const gitEnvironment: Record<string, string> = {
  LC_ALL: 'C.UTF-8',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '/bin/false',
  GIT_ALLOW_PROTOCOL: 'file',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
};

/** Settings that outrank whatever a repository's own configuration says. */
export const gitSettings: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  // A repository of another owner is read through upload-pack, which runs none of its settings.
  'safe.directory=*',
  'protocol.allow=never',
  'protocol.file.allow=always',
  'submodule.recurse=false',
  'fetch.recurseSubmodules=false',
  'gc.auto=0',
  'maintenance.auto=false',
  // Files above it are streamed: a 2 GB file in a repository costs no memory.
  'core.bigFileThreshold=16m',
].flatMap((setting) => ['-c', setting]);

/** What ended git before its own end. */
type GitEnd = 'timeOut' | 'tooMuchOutput' | 'cancelled';

/** git ended without doing what it was asked; `stderr` is what it said, its last 8 KiB, `endedBy` what ended it where it was not git. */
export class GitFailure extends Error {
  readonly exitCode: number | null;
  readonly stderr: string;
  readonly endedBy: GitEnd | null;

  constructor(args: readonly string[], exitCode: number | null, stderr: string, reason: string, endedBy: GitEnd | null = null) {
    super(`git ${args[0] ?? ''}: ${reason}`);
    this.name = 'GitFailure';
    this.exitCode = exitCode;
    this.stderr = stderr;
    this.endedBy = endedBy;
  }
}

export type GitOptions = {
  /** The bare repository to work in; absent: none. */
  gitDir?: string;
  timeoutMs?: number;
  /** More output than this ends git. */
  outputBytes?: number;
  /** What git says while it works, piece by piece. */
  onStderr?: (text: string) => void;
  signal?: AbortSignal | undefined;
};

/**
 * Runs git and gives what it printed.
 *
 * @throws GitFailure on another exit status than 0, a time-out (2 minutes unless told), or more output than allowed (256 MiB unless told)
 */
export async function git(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const { gitDir, timeoutMs = 120_000, outputBytes = 256 * MIB, onStderr, signal } = options;
  signal?.throwIfAborted();
  const all = [...gitSettings, ...(gitDir ? [`--git-dir=${gitDir}`] : []), ...args];
  const child = spawnBound('git', all, gitEnvironment, { stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
  let stderr = '';
  let ended: GitEnd | null = null;
  const end = (by: GitEnd) => {
    ended ??= by;
    child.kill('SIGKILL');
  };
  const words = {
    timeOut: `no end within ${timeoutMs} ms`,
    tooMuchOutput: `more than ${outputBytes} bytes of output`,
    cancelled: 'cancelled',
  } satisfies Record<GitEnd, string>;
  const timer = setTimeout(() => end('timeOut'), timeoutMs);
  const aborted = () => end('cancelled');
  signal?.addEventListener('abort', aborted);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    // Progress writes over itself; what it was worth is told by onStderr.
    stderr = (stderr + text.replace(/[^\r\n]*\r/g, '')).slice(-STDERR_KEPT_CHARACTERS);
    onStderr?.(text);
  });
  const output = collect(child.stdout as Readable, outputBytes, () => end('tooMuchOutput'));
  return new Promise<Buffer>((resolve, reject) => {
    child.on('error', (cause) => reject(new GitFailure(args, null, String(cause), 'could not be started')));
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
      if (signal?.aborted) reject(signal.reason);
      else if (code === 0 && ended === null) resolve(output());
      else reject(new GitFailure(args, code, stderr, ended ? words[ended] : `exit status ${code}`, ended));
    });
  });
}

function collect(stream: Readable, limitBytes: number, tooMuch: () => void): () => Buffer {
  const parts: Buffer[] = [];
  let size = 0;
  stream.pipe(
    new Writable({
      write(part: Buffer, _encoding, done) {
        size += part.length;
        if (size > limitBytes) tooMuch();
        else parts.push(part);
        done();
      },
    }),
  );
  return () => Buffer.concat(parts);
}
