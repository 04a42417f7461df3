import { readlinkSync } from 'node:fs';
import { userInfo } from 'node:os';
import { newId } from '#server/platform/index.ts';

/**
 * Who we say we are: the audit log keeps it as a claim. Whoever holds the socket is its user or root.
 *
 * @param command the verb as typed, without its arguments; recorded once, for all calls of this run
 */
export function callerHeaders(command: string): Record<string, string> {
  const sudoUser = process.env.SUDO_USER;
  const terminal = terminalOf();
  return {
    'x-cloister-user': userName(),
    'x-cloister-command': headerText(command),
    'x-cloister-run': newId(),
    ...(sudoUser && { 'x-cloister-sudo-user': headerText(sudoUser) }),
    ...(terminal && { 'x-cloister-terminal': headerText(terminal) }),
  };
}

function userName(): string {
  try {
    return headerText(userInfo().username);
  } catch {
    // A uid without a name.
    return String(process.getuid?.() ?? '');
  }
}

function terminalOf(): string {
  for (const descriptor of [0, 2, 1]) {
    try {
      const target = readlinkSync(`/proc/self/fd/${descriptor}`);
      if (target.startsWith('/dev/pts/') || target.startsWith('/dev/tty')) return target;
    } catch {
      // Closed.
    }
  }
  return '';
}

/** A header holds printable ASCII only. */
function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
