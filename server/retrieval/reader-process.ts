import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError, log } from '#server/platform/index.ts';
import { spawnBound } from '#server/repositories/index.ts';
import { type ReaderRequest, readerAnswer, unpackError } from './reader-messages.ts';

type Question = ReaderRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

type Waiting = {
  question: Question;
  limitMs: number;
  /** What killed a reader with somebody else's request in it is tried once more. */
  triesLeft: number;
  resolve(result: unknown): void;
  reject(error: unknown): void;
};

/** A reader process and the line in front of it. */
export type Reader = {
  /** Requests waiting or running. */
  readonly load: number;
  /** @param limitMs age at which the reader is killed and the request fails with `search.tookTooLong` */
  ask(question: Question, limitMs: number, signal?: AbortSignal): Promise<unknown>;
  readonly pid: number | undefined;
  stop(): void;
};

const RESTART_STEP_MS = 200;
const RESTART_MAX_MS = 5_000;
const ENTRY = fileURLToPath(new URL('../reader.ts', import.meta.url));

/** Starts a reader. It is started again whenever it ends, until `stop`. */
export function startReader(): Reader {
  const waiting: Waiting[] = [];
  let running: (Waiting & { id: number; timer: NodeJS.Timeout }) | null = null;
  let child: ChildProcess | null = null;
  let stopped = false;
  let lastId = 0;
  let failures = 0;

  function begin(): void {
    if (stopped) return;
    child = spawnBound(process.execPath, [ENTRY], {}, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const mine = child;
    child.on('message', (message) => settle(readerAnswer.parse(message)));
    const gone = (code: number | null, signal: string | null) => {
      if (mine !== child) return;
      child = null;
      ended(code, signal);
    };
    child.on('error', (err) => {
      log('retrieval').error({ err }, 'a reader could not be started');
      gone(null, null);
    });
    child.on('exit', gone);
    next();
  }

  function ended(code: number | null, signal: string | null): void {
    const lost = running;
    running = null;
    if (lost) {
      clearTimeout(lost.timer);
      log('retrieval').warn({ code, signal, kind: lost.question.kind }, 'a reader ended in mid-search');
      if (lost.triesLeft > 0 && !stopped) waiting.unshift({ ...lost, triesLeft: lost.triesLeft - 1 });
      else lost.reject(new AppError('search.readerFailed', {}));
    }
    // At once after a kill of ours; one that cannot start at all is not tried in a tight loop.
    setTimeout(begin, Math.min(RESTART_MAX_MS, failures++ * RESTART_STEP_MS)).unref();
  }

  function settle({ id, result, error }: { id: number; result?: unknown; error?: Parameters<typeof unpackError>[0] | undefined }): void {
    if (running?.id !== id) return;
    const { timer, resolve, reject } = running;
    clearTimeout(timer);
    running = null;
    failures = 0;
    if (error) reject(unpackError(error));
    else resolve(result);
    next();
  }

  function next(): void {
    if (running || !child) return;
    const first = waiting.shift();
    if (!first) return;
    const id = ++lastId;
    running = { ...first, id, timer: setTimeout(() => tookTooLong(id), first.limitMs) };
    child.send({ ...first.question, id });
  }

  function tookTooLong(id: number): void {
    if (running?.id !== id) return;
    const { reject, limitMs, question } = running;
    running = null;
    failures = 0;
    log('retrieval').warn({ limitMs, kind: question.kind }, 'a reader was killed at its limit');
    child?.kill('SIGKILL');
    reject(new AppError('search.tookTooLong', { limitMs }));
  }

  begin();
  return {
    get load() {
      return waiting.length + (running ? 1 : 0);
    },
    get pid() {
      return child?.pid;
    },
    ask(question, limitMs, signal) {
      return new Promise((resolve, reject) => {
        if (stopped) return reject(new AppError('search.readerFailed', {}));
        const entry: Waiting = { question, limitMs, triesLeft: 1, resolve, reject };
        waiting.push(entry);
        // What runs is let finish: its answer is dropped, and the reader stays warm.
        signal?.addEventListener('abort', () => {
          const at = waiting.indexOf(entry);
          if (at >= 0) waiting.splice(at, 1);
          reject(signal.reason);
        });
        next();
      });
    },
    stop() {
      stopped = true;
      if (running) clearTimeout(running.timer);
      for (const each of [...(running ? [running] : []), ...waiting.splice(0)]) each.reject(new AppError('search.readerFailed', {}));
      running = null;
      child?.kill('SIGKILL');
    },
  };
}
