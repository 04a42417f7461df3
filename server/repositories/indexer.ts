import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError, log } from '#server/platform/index.ts';
import { spawnBound } from './child-process.ts';
import type { StageProgress } from './index-port.ts';
import { fromIndexer, type ImportRequest, type ImportResult, unpackImportError } from './indexer-messages.ts';
import { processors, yieldingCommand } from './yielding.ts';

/** What runs imports: the indexer process, or another one in a test. */
export type Indexer = {
  /** @throws AppError as `fetchMirror`; `repository.indexFailed` where the process ended twice; the signal's reason */
  run(request: ImportRequest, onProgress: StageProgress, signal: AbortSignal): Promise<ImportResult>;
};

const ENTRY = fileURLToPath(new URL('../indexer.ts', import.meta.url));
/** Time that a cancelled import has to remove what it began. */
const CANCEL_MS = 5_000;

class IndexerEnded extends Error {}

/**
 * An indexer whose imports each run in a process of their own that yields to answers: it leaves no memory behind, and a parser that
 * crashes takes nothing along.
 *
 * @param onStart told the process id of each import
 * @param way the command that starts a program so that it yields
 */
export function startIndexer(
  onStart: (pid: number) => void = () => undefined,
  way: readonly string[] = yieldingCommand(processors()),
): Indexer {
  return {
    async run(request, onProgress, signal) {
      try {
        return await runOnce(request, { onProgress, signal, onStart, way });
      } catch (error) {
        if (!(error instanceof IndexerEnded)) throw error;
      }
      log('repositories').warn({ indexFile: request.indexFile }, 'the indexer ended in mid-import and is started once more');
      try {
        return await runOnce(request, { onProgress, signal, onStart, way });
      } catch (error) {
        if (!(error instanceof IndexerEnded)) throw error;
        throw new AppError('repository.indexFailed', { reason: 'the indexer process ended twice in mid-import' }, { cause: error });
      }
    },
  };
}

type Run = { onProgress: StageProgress; signal: AbortSignal; onStart: (pid: number) => void; way: readonly string[] };

function runOnce(request: ImportRequest, { onProgress, signal, onStart, way }: Run): Promise<ImportResult> {
  signal.throwIfAborted();
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const [command = '', ...words] = way;
  const child = spawnBound(command, [...words, process.execPath, ENTRY], {}, { stdio: [...stdio] });
  if (child.pid) onStart(child.pid);
  return new Promise<ImportResult>((resolve, reject) => {
    const cancel = () => cancelChild(child);
    const settle = (end: () => void) => {
      signal.removeEventListener('abort', cancel);
      end();
    };
    signal.addEventListener('abort', cancel);
    child.on('message', (message) => {
      const told = fromIndexer.parse(message);
      if (told.kind === 'progress') return onProgress(told.stage, told.done, told.total);
      if (told.kind === 'done') settle(() => resolve(told.result));
      else settle(() => reject(signal.aborted ? signal.reason : unpackImportError(told.error)));
      child.disconnect();
    });
    child.on('error', (cause) => settle(() => reject(new IndexerEnded('could not be started', { cause }))));
    // Later than an answer it settles nothing.
    child.on('exit', (code, ending) =>
      settle(() => reject(signal.aborted ? signal.reason : new IndexerEnded(`ended with ${ending ?? code}`))),
    );
    child.send({ kind: 'import', request });
  });
}

function cancelChild(child: ChildProcess): void {
  if (child.connected) child.send({ kind: 'cancel' });
  const timer = setTimeout(() => child.kill('SIGKILL'), CANCEL_MS);
  child.on('exit', () => clearTimeout(timer));
}
