import { dirname } from 'node:path';
import { log } from '#server/platform/index.ts';
import type { ImportStage, StageProgress, WriteIndex } from './index-port.ts';
import { type FromIndexer, type ImportRequest, type ImportResult, packImportError, toIndexer } from './indexer-messages.ts';
import { fetchMirror } from './mirror.ts';

/** Progress is told this often at most, and at the beginning of each stage. */
const PROGRESS_MS = 200;

/** Runs an indexer process: one import, told over IPC, then the end. It answers over IPC only and writes no row of the app database. */
export function serveIndexer(writeIndex: WriteIndex): void {
  const cancelled = new AbortController();
  process.on('disconnect', () => process.exit(0));
  // The parent decides when an import ends; a Ctrl-C in a terminal reaches the whole group.
  process.on('SIGINT', () => undefined);
  process.on('message', (message) => {
    const told = toIndexer.parse(message);
    if (told.kind === 'cancel') cancelled.abort(new Error('cancelled'));
    else void answer(told.request, writeIndex, cancelled.signal);
  });
}

async function answer(request: ImportRequest, writeIndex: WriteIndex, signal: AbortSignal): Promise<void> {
  try {
    const result = await runImport(request, writeIndex, signal);
    send({ kind: 'done', result });
  } catch (error) {
    const packed = packImportError(error, dirname(request.indexFile));
    if (packed.code === 'repository.indexFailed' && !signal.aborted) log('repositories').error({ err: error }, 'an import failed');
    send({ kind: 'failed', error: packed });
  }
}

async function runImport(request: ImportRequest, writeIndex: WriteIndex, signal: AbortSignal): Promise<ImportResult> {
  const onProgress = throttled();
  onProgress('fetching', 0, 0);
  const commit = await fetchMirror(request, (done, total) => onProgress('fetching', done, total), signal);
  const { mirrorDir, indexFile, keepCommits } = request;
  const indexed = await writeIndex({ mirrorDir, indexFile, keepCommits, commit: commit.commit }, onProgress, signal);
  return { ...commit, ...indexed };
}

function throttled(): StageProgress {
  let stage: ImportStage | null = null;
  let lastMs = 0;
  return (next, done, total) => {
    const nowMs = performance.now();
    if (next === stage && done < total && nowMs - lastMs < PROGRESS_MS) return;
    stage = next;
    lastMs = nowMs;
    send({ kind: 'progress', stage, done, total });
  };
}

function send(message: FromIndexer): void {
  // A parent that has gone is noticed by 'disconnect'.
  process.send?.(message, undefined, undefined, () => undefined);
}
