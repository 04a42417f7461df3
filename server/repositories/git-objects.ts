import type { ChildProcess } from 'node:child_process';
import { spawnBound } from './child-process.ts';
import { GitFailure, gitEnvironment, gitSettings } from './git.ts';

/** What git knows about an object. */
export type ObjectInfo = { oid: string; type: string; sizeBytes: number };

/** A long-lived `git cat-file` on one mirror. Answers come in the order of the questions. */
export type GitObjects = {
  /** @returns null where the name leads to no object */
  info(name: string): Promise<ObjectInfo | null>;
  /** The bytes of an object. The caller has asked for its size before. */
  read(oid: string): Promise<Buffer>;
  /** False once the process has ended. */
  isOpen(): boolean;
  close(): void;
};

const ANSWER_MS = 60_000;
const NAME = /^[^\0\n]+$/;

type Waiting = { withContents: boolean; resolve(answer: { header: string; contents: Buffer }): void; reject(error: Error): void };

/** Starts reading objects of a mirror. */
export function openObjects(gitDir: string): GitObjects {
  const args = [...gitSettings, `--git-dir=${gitDir}`, 'cat-file', '--batch-command', '-z'];
  const child = spawnBound('git', args, gitEnvironment, { stdio: ['pipe', 'pipe', 'ignore'], cwd: '/' });
  const waiting: Waiting[] = [];
  let broken: Error | null = null;
  const fail = (reason: string) => {
    broken ??= new GitFailure(['cat-file'], child.exitCode, '', reason);
    for (const each of waiting.splice(0)) each.reject(broken);
    child.kill('SIGKILL');
  };
  const watch = setInterval(() => {
    if (waiting.length > 0 && performance.now() - lastAnswerMs > ANSWER_MS) fail(`no answer within ${ANSWER_MS} ms`);
  }, 5_000);
  watch.unref();
  let lastAnswerMs = performance.now();
  child.on('error', () => fail('could not be started'));
  child.on('exit', () => {
    clearInterval(watch);
    fail('has ended');
  });
  // A write to a process that has just ended: its exit is what is reported.
  child.stdin?.on('error', () => undefined);
  readAnswers(child, waiting, () => {
    lastAnswerMs = performance.now();
  });

  const ask = (command: string, withContents: boolean) =>
    new Promise<{ header: string; contents: Buffer }>((resolve, reject) => {
      if (broken) return reject(broken);
      if (waiting.length === 0) lastAnswerMs = performance.now();
      waiting.push({ withContents, resolve, reject });
      child.stdin?.write(`${command}\0`);
    });

  return {
    async info(name) {
      if (!NAME.test(name)) return null;
      return parseHeader((await ask(`info ${name}`, false)).header);
    },
    async read(oid) {
      if (!/^[0-9a-f]{40,64}$/.test(oid)) throw new GitFailure(['cat-file'], null, '', 'an object id was expected');
      const { header, contents } = await ask(`contents ${oid}`, true);
      if (!parseHeader(header)) throw new GitFailure(['cat-file'], null, '', `object ${oid} is missing`);
      return contents;
    },
    isOpen: () => broken === null,
    close: () => fail('closed'),
  };
}

function parseHeader(header: string): ObjectInfo | null {
  const found = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(header);
  return found?.[1] && found[2] ? { oid: found[1], type: found[2], sizeBytes: Number(found[3]) } : null;
}

/** Cuts git's output into answers: a header line, and for contents as many bytes as it says and a line feed. */
function readAnswers(child: ChildProcess, waiting: Waiting[], onAnswer: () => void): void {
  let parts: Buffer[] = [];
  let have = 0;
  let header: string | null = null;
  let need = 1;
  child.stdout?.on('data', (part: Buffer) => {
    parts.push(part);
    have += part.length;
    // Large contents come in many parts: joined only when all are there, else the copying would be quadratic.
    if (have < need) return;
    let rest = parts.length === 1 ? part : Buffer.concat(parts);
    for (;;) {
      if (header === null) {
        const end = rest.indexOf(10);
        if (end < 0) {
          need = rest.length + 1;
          break;
        }
        header = rest.toString('utf8', 0, end);
        rest = rest.subarray(end + 1);
      }
      const next = waiting[0];
      const sizeBytes = next?.withContents ? (parseHeader(header)?.sizeBytes ?? -1) : -1;
      if (rest.length < sizeBytes + 1) {
        need = sizeBytes + 1;
        break;
      }
      const contents = sizeBytes < 0 ? Buffer.alloc(0) : Buffer.from(rest.subarray(0, sizeBytes));
      rest = rest.subarray(sizeBytes + 1);
      waiting.shift()?.resolve({ header, contents });
      header = null;
      need = 1;
      onAnswer();
    }
    parts = rest.length > 0 ? [rest] : [];
    have = rest.length;
  });
}
