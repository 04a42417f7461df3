/** Sockets that systemd has opened for this process, as file descriptors; null where it gave none of that kind. */
export type GivenSockets = { plain: number | null; tls: number | null };

/** systemd passes sockets from this descriptor on (sd_listen_fds(3)). */
const FIRST = 3;

/**
 * Reads what systemd gives: LISTEN_PID names this process, LISTEN_FDS counts the sockets, LISTEN_FDNAMES names them. One called
 * "tls" is the TLS door; any other is the plain one.
 */
export function givenSockets(env: Readonly<Record<string, string | undefined>>, pid: number): GivenSockets {
  const given: GivenSockets = { plain: null, tls: null };
  if (env.LISTEN_PID !== String(pid)) return given;
  const names = (env.LISTEN_FDNAMES ?? '').split(':');
  for (let i = 0; i < Number(env.LISTEN_FDS ?? 0); i += 1) given[names[i] === 'tls' ? 'tls' : 'plain'] ??= FIRST + i;
  return given;
}
