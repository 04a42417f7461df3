import { Readable } from 'node:stream';
import { spawnBound } from './child-process.ts';
import { GitFailure, gitEnvironment, gitSettings } from './git.ts';

const bundleArgs = ['bundle', 'create', '--quiet', '-', '--branches', 'HEAD'];

/**
 * A repository's branches and HEAD as a git bundle, written as it is read: for a folder that its owner can read and the appliance
 * cannot.
 *
 * @returns its bytes; the stream fails with GitFailure where git does not come to a good end
 */
export function makeGitBundle(folder: string): Readable {
  return Readable.from(bundleBytes(folder));
}

async function* bundleBytes(folder: string): AsyncGenerator<Buffer> {
  const child = spawnBound('git', [...gitSettings, ...bundleArgs], gitEnvironment, { stdio: ['ignore', 'pipe', 'pipe'], cwd: folder });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-1_000);
  });
  const exitCode = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', resolve);
  });
  try {
    yield* child.stdout as Readable;
    // The last byte proves nothing: only git knows whether it was all.
    const code = await exitCode;
    if (code !== 0) throw new GitFailure(bundleArgs, code, stderr, `exit status ${code}`);
  } finally {
    child.kill('SIGKILL');
  }
}
