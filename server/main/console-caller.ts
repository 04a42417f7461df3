import type { IncomingMessage } from 'node:http';
import { record } from '#server/audit/index.ts';
import { type ConsoleActor, limits } from '#server/platform/index.ts';

/** Runs whose command has been recorded; more than anybody types while one of them is still calling. */
const RUNS_REMEMBERED = 1_000;

/** Who the caller claims to be: it holds the socket, so it is the service user or root, and records say that it is a claim. */
export function consoleActor(request: IncomingMessage): ConsoleActor {
  const sudoUser = claim(request, 'x-cloister-sudo-user');
  const terminal = claim(request, 'x-cloister-terminal');
  const unixUser = claim(request, 'x-cloister-user') || 'unknown';
  return { kind: 'console', unixUser, ...(sudoUser && { sudoUser }), ...(terminal && { terminal }) };
}

/**
 * Records console commands, each once: a command makes several calls, and they carry the id of its run. A caller that names no
 * run has each of its calls recorded.
 *
 * @returns records a request's command before it is answered; throws where that cannot be written, so that nothing is done unseen
 */
export function commandRecorder(): (request: IncomingMessage, path: string) => Promise<void> {
  const recorded = new Set<string>();
  return async (request, path) => {
    const run = claim(request, 'x-cloister-run');
    if (run && recorded.has(run)) return;
    await record(consoleActor(request), 'console.command', {
      command: claim(request, 'x-cloister-command') || path.slice(0, limits.nameLength),
    });
    if (!run) return;
    recorded.add(run);
    const [oldest] = recorded;
    if (recorded.size > RUNS_REMEMBERED && oldest !== undefined) recorded.delete(oldest);
  };
}

function claim({ headers }: IncomingMessage, name: string): string {
  return headers[name]?.toString().replace(/\p{C}/gu, '').slice(0, limits.nameLength) ?? '';
}
