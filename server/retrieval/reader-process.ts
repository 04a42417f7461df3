import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError, log } from '#server/platform/index.ts';
import { spawnBound } from '#server/repositories/index.ts';
import { Turns } from './in-turn.ts';
import { type ReaderRequest, readerAnswer, unpackError } from './reader-messages.ts';

type Question = ReaderRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

/** Whose turn a request takes: the line is served in turn by person. */
export type Asking = { askedBy: string; signal?: AbortSignal | undefined };

type Waiting = {
  askedBy: string;
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
  ask(question: Question, limitMs: number, asking: Asking): Promise<unknown>;
  readonly pid: number | undefined;
  stop(): void;
};

const RESTART_STEP_MS = 200;
const RESTART_MAX_MS = 5_000;
const ENTRY = fileURLToPath(new URL('../reader.ts', import.meta.url));

/** Starts a reader. It is started again whenever it ends, until `stop`. */
export function startReader(): Reader {
  return new ReaderProcess();
}

class ReaderProcess implements Reader {
  readonly #waiting: Waiting[] = [];
  readonly #turns = new Turns();
  #running: (Waiting & { id: number; timer: NodeJS.Timeout }) | null = null;
  #child: ChildProcess | null = null;
  #stopped = false;
  #lastId = 0;
  #failures = 0;

  constructor() {
    this.#begin();
  }

  get load() {
    return this.#waiting.length + (this.#running ? 1 : 0);
  }

  get pid() {
    return this.#child?.pid;
  }

  ask(question: Question, limitMs: number, { askedBy, signal }: Asking): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) return reject(new AppError('search.readerFailed', {}));
      const entry: Waiting = { askedBy, question, limitMs, triesLeft: 1, resolve, reject };
      this.#waiting.push(entry);
      // What runs is let finish: its answer is dropped, and the reader stays warm.
      signal?.addEventListener('abort', () => {
        const at = this.#waiting.indexOf(entry);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(signal.reason);
      });
      this.#next();
    });
  }

  stop(): void {
    this.#stopped = true;
    if (this.#running) clearTimeout(this.#running.timer);
    const left = [...(this.#running ? [this.#running] : []), ...this.#waiting.splice(0)];
    for (const each of left) each.reject(new AppError('search.readerFailed', {}));
    this.#running = null;
    this.#child?.kill('SIGKILL');
  }

  #begin(): void {
    if (this.#stopped) return;
    const child = spawnBound(process.execPath, [ENTRY], {}, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    this.#child = child;
    child.on('message', (message) => this.#settle(readerAnswer.parse(message)));
    const gone = (code: number | null, signal: string | null) => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#ended(code, signal);
    };
    child.on('error', (err) => {
      log('retrieval').error({ err }, 'a reader could not be started');
      gone(null, null);
    });
    child.on('exit', gone);
    this.#next();
  }

  #ended(code: number | null, signal: string | null): void {
    const lost = this.#running;
    this.#running = null;
    if (lost) {
      clearTimeout(lost.timer);
      log('retrieval').warn({ code, signal, kind: lost.question.kind }, 'a reader ended in mid-search');
      if (lost.triesLeft > 0 && !this.#stopped) this.#waiting.unshift({ ...lost, triesLeft: lost.triesLeft - 1 });
      else lost.reject(new AppError('search.readerFailed', {}));
    }
    // At once after a kill of ours; one that cannot start at all is not tried in a tight loop.
    setTimeout(() => this.#begin(), Math.min(RESTART_MAX_MS, this.#failures++ * RESTART_STEP_MS)).unref();
  }

  #settle({ id, result, error }: { id: number; result?: unknown; error?: Parameters<typeof unpackError>[0] | undefined }): void {
    if (this.#running?.id !== id) return;
    const { timer, resolve, reject } = this.#running;
    clearTimeout(timer);
    this.#running = null;
    this.#failures = 0;
    if (error) reject(unpackError(error));
    else resolve(result);
    this.#next();
  }

  #next(): void {
    if (this.#running || !this.#child) return;
    // What a reader died under had its turn already.
    const first = this.#waiting[0]?.triesLeft === 0 ? this.#waiting.shift() : this.#turns.next(this.#waiting);
    if (!first) return;
    const id = ++this.#lastId;
    this.#running = { ...first, id, timer: setTimeout(() => this.#tookTooLong(id), first.limitMs) };
    this.#child.send({ ...first.question, id });
  }

  #tookTooLong(id: number): void {
    if (this.#running?.id !== id) return;
    const { reject, limitMs, question } = this.#running;
    this.#running = null;
    this.#failures = 0;
    log('retrieval').warn({ limitMs, kind: question.kind }, 'a reader was killed at its limit');
    this.#child?.kill('SIGKILL');
    reject(new AppError('search.tookTooLong', { limitMs }));
  }
}
