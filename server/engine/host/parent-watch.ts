/**
 * Ends this process when its parent is gone: at the end of standard input, or when another process has become the parent.
 * The kernel's parent-death signal is the first guard (it also ends a process that is busy in native code); this is the second,
 * for systems without setpriv. SIGKILL, since an orderly exit would wait for native threads.
 */
export function dieWithParent(): void {
  const die = () => process.kill(process.pid, 'SIGKILL');
  const parent = process.ppid;
  process.stdin.on('end', die).on('close', die).on('error', die);
  setInterval(() => {
    if (process.ppid !== parent) die();
  }, 500).unref();
}
