import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import type { Duplex } from 'node:stream';
import { AppError, type Config, limits, log } from '#server/platform/index.ts';
import { callContext } from './call-context.ts';
import { letIn } from './front.ts';
import { type LiveSockets, refuseUpgrade } from './live-sockets.ts';
import { serveRequests } from './routes.ts';
import type { NetworkDoor, Site } from './site.ts';
import type { GivenSockets } from './systemd-sockets.ts';

/** The open doors of the appliance. */
export type Doors = {
  /** Addresses that a browser opens, the plain door's first. */
  urls: string[];
  /** The TLS door's address as other devices know it; null without one. */
  networkUrl: string | null;
  /** Shows a renewed certificate to whoever connects from now on. */
  renewCertificate(): void;
  close(): Promise<void>;
};

/**
 * Opens the doors: plain HTTP on loopback and nowhere else, TLS where people come from a network.
 *
 * @throws AppError `appliance.portInUse`, `appliance.configInvalid` where a plain socket that was given is not on loopback
 */
export async function openDoors(config: Config, site: Site, live: LiveSockets, given: GivenSockets): Promise<Doors> {
  const servers: Server[] = [];
  const open = async (door: NetworkDoor, address: Address) => {
    const server = makeServer(door, site, live);
    await listen(server, address);
    servers.push(server);
    return server;
  };
  try {
    const plain = await openLoopback(config, given, open);
    const tls = given.tls !== null || config.listen ? await open('tls', tlsAddress(config, given)) : null;
    const urls = [`http://localhost:${portOf(plain)}`, ...(tls ? [tlsUrl(config, portOf(tls), 'localhost')] : [])];
    return {
      urls,
      networkUrl: tls && tlsUrl(config, portOf(tls), hostname()),
      renewCertificate() {
        const pair = site.certificate()?.pair;
        if (tls && pair && 'setSecureContext' in tls) (tls as SecureServer).setSecureContext({ cert: pair.certificate, key: pair.key });
      },
      close: () => closeEach(servers),
    };
  } catch (error) {
    await closeEach(servers);
    throw error;
  }
}

type Address = { host: string; port: number } | { fd: number };
type SecureServer = ReturnType<typeof createTlsServer>;

async function openLoopback(
  config: Config,
  given: GivenSockets,
  open: (door: NetworkDoor, address: Address) => Promise<Server>,
): Promise<Server> {
  if (given.plain !== null) {
    const server = await open('plain', { fd: given.plain });
    const { address } = server.address() as AddressInfo;
    if (!['127.0.0.1', '::1'].includes(address)) {
      throw new AppError('appliance.configInvalid', {
        name: 'LISTEN_FDS',
        reason: `gives plain HTTP on ${address}, which is not loopback`,
      });
    }
    return server;
  }
  const server = await open('plain', { host: '127.0.0.1', port: config.port });
  try {
    await open('plain', { host: '::1', port: portOf(server) });
  } catch (err) {
    // A machine without IPv6, or somebody else's server there: browsers try the other loopback address next.
    log('main').info({ err }, 'the plain door is not open on ::1');
  }
  return server;
}

function makeServer(door: NetworkDoor, site: Site, live: LiveSockets): Server {
  const settings = {
    headersTimeout: limits.requestHeadersMs,
    // An upload takes as long as it takes; every other body has a limit of its own.
    requestTimeout: 0,
    connectionsCheckingInterval: 5_000,
  };
  const pair = site.certificate()?.pair;
  if (door === 'tls' && !pair) throw new Error('a TLS door without a certificate');
  const server = pair && door === 'tls' ? createTlsServer({ ...settings, cert: pair.certificate, key: pair.key }) : createServer(settings);
  server.maxConnections = limits.connections;
  server.on('request', serveRequests(site, door));
  // The only listener for upgrades: see pages.ts for how Next is kept from adding one.
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    upgrade(request, socket, head, door, site, live).catch((error) => refuseUpgrade(socket, error));
  });
  return server;
}

async function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  door: NetworkDoor,
  site: Site,
  live: LiveSockets,
): Promise<void> {
  const visit = letIn(request, door, site);
  if (visit.path === '/trpc/live') await live.take(request, socket, head, callContext(request.headers.cookie, visit, site, 'socket'));
  else site.pages.upgrade(request, socket, head);
}

function listen(server: Server, address: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE' && 'port' in address;
      reject(isTaken ? new AppError('appliance.portInUse', { port: address.port }, { cause }) : cause);
    });
    server.listen({ ...address, ...('host' in address && { ipv6Only: address.host === '::1' }) }, () => {
      server.removeAllListeners('error');
      server.on('error', (err) => log('main').error({ err }, 'a door'));
      resolve();
    });
  });
}

async function closeEach(servers: Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeIdleConnections();
          setTimeout(() => server.closeAllConnections(), 2_000).unref();
        }),
    ),
  );
}

function tlsAddress(config: Config, given: GivenSockets): Address {
  if (given.tls !== null) return { fd: given.tls };
  if (config.listen) return config.listen;
  throw new Error('no TLS address');
}

/** @param ownName what the box is called where neither a name nor one address was chosen */
function tlsUrl(config: Config, port: number, ownName: string): string {
  const [name] = config.names;
  const host = name ?? config.listen?.host ?? ownName;
  const shown = ['0.0.0.0', '::'].includes(host) ? ownName : host;
  return `https://${shown.includes(':') ? `[${shown}]` : shown}${port === 443 ? '' : `:${port}`}`;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
