import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Outline } from './outline.ts';

export type ParseRequest = { text: string; grammar: string; maxLines: number };
/** `isSpent`: the thread is not to be used again. */
export type ParseAnswer = ({ outline: Outline } | { reason: string }) & { isSpent: boolean };

/** A parser that says nothing for so long hangs. */
const HANG_MS = 60_000;
/** JavaScript memory of the thread; the parser's own is WebAssembly's and has a limit beside this. */
const HEAP_MIB = 1_024;
const ENTRY = new URL('./parser-thread.ts', import.meta.url);

/** Parses files in a thread of its own, so that one that breaks, swells or hangs the parser takes nothing else along. */
export type FileParser = {
  /** One file at a time. @returns the outline, or in words why there is none */
  parse(request: ParseRequest): Promise<{ outline: Outline } | { reason: string }>;
  close(): Promise<void>;
};

export function startParser(): FileParser {
  let thread: Worker | null = null;
  const drop = async () => {
    const dropped = thread;
    thread = null;
    await dropped?.terminate();
  };
  return {
    async parse(request) {
      thread ??= new Worker(ENTRY, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB } });
      const answer = await answerOf(thread, request);
      if (answer.isSpent) await drop();
      return answer;
    },
    close: drop,
  };
}

async function answerOf(thread: Worker, request: ParseRequest): Promise<ParseAnswer> {
  const settled = new AbortController();
  const { signal } = settled;
  const timer = setTimeout(() => settled.abort(), HANG_MS);
  try {
    thread.postMessage(request);
    // `once` rejects where the thread dies of an error, out of memory for one.
    const [answer] = (await once(thread, 'message', { signal })) as [ParseAnswer];
    return answer;
  } catch (error) {
    const reason = signal.aborted ? `its parser hung for ${HANG_MS / 1_000} s` : `its parser broke: ${(error as Error).message}`;
    return { reason, isSpent: true };
  } finally {
    clearTimeout(timer);
  }
}
