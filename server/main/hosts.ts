import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { AppError, type Config } from '#server/platform/index.ts';

const loopbackNames = new Set(['localhost', '127.0.0.1', '::1']);

/** Names that a Host header may carry. A name of somebody else's that leads here is how a foreign page reaches a box (DNS rebinding). */
export type HostNames = { configured: ReadonlySet<string> };

/** The configured names and the machine's own. */
export function hostNames({ names }: Pick<Config, 'names'>): HostNames {
  return { configured: new Set([...names, hostname().toLowerCase()]) };
}

/**
 * Checks the Host header of a request.
 *
 * An address is no name: nobody can make a browser send a foreign one, so the one that the connection arrived at is allowed.
 *
 * @param localAddress address of this end of the connection
 * @returns the host with its port, as sent
 * @throws AppError `request.foreignHost`
 */
export function checkedHost(host: string | undefined, { configured }: HostNames, localAddress: string | undefined): string {
  const url = host === undefined ? null : URL.parse(`http://${host}`);
  // What a parser reads otherwise than it is written (a path, a user, an address in hex) is no host: the next parser may differ.
  const written = host?.toLowerCase() ?? '';
  const isPlain =
    url !== null && /^[a-z0-9._:[\]-]+$/.test(written) && (written === url.hostname || written.startsWith(`${url.hostname}:`));
  const name = isPlain ? url.hostname.replace(/^\[|\]$/g, '').toLowerCase() : '';
  const isHere = isIP(name) !== 0 && name === plainAddress(localAddress);
  if (host === undefined || !(loopbackNames.has(name) || configured.has(name) || isHere)) {
    throw new AppError('request.foreignHost', { host: (host ?? 'none').slice(0, 100).replace(/\p{C}/gu, '') });
  }
  return host;
}

/**
 * Refuses what another site's page sends. Browsers say where a request comes from; programs that are no browser send neither header.
 *
 * @param origin this appliance's own, as the request was addressed
 * @throws AppError `request.foreignOrigin`
 */
export function expectOwnOrigin(headers: { origin?: string | undefined; fetchSite?: string | undefined }, origin: string): void {
  if (headers.origin !== undefined && headers.origin.toLowerCase() !== origin.toLowerCase()) {
    throw new AppError('request.foreignOrigin', { origin: headers.origin.slice(0, 200).replace(/\p{C}/gu, '') });
  }
  const isForeign = headers.fetchSite !== undefined && headers.fetchSite !== 'same-origin' && headers.fetchSite !== 'none';
  if (headers.origin === undefined && isForeign) throw new AppError('request.foreignOrigin', { origin: 'another site' });
}

/** An address as people write it: IPv4 in IPv6 is IPv4. */
export function plainAddress(address: string | undefined): string {
  return (address ?? '').replace(/^::ffff:(?=\d+\.)/, '');
}
