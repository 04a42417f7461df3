import type { Actor } from '#server/platform/index.ts';

/** The way a request came in: plain on loopback, TLS on a network, the control socket. */
export type Door = 'plain' | 'tls' | 'console';

/** The certificate of the TLS door. With the box's own authority the fingerprint is the authority's, which is what a person compares. */
export type CertificateFacts = { validUntilMs: number; fingerprint: string; own: boolean };

/** What every procedure is given. */
export type Context = {
  door: Door;
  /** http: one request; socket: a WebSocket that lives on; page: the server-side caller of a page. */
  transport: 'http' | 'socket' | 'page';
  /** The address that the appliance was asked at, "https://box.example:8443". */
  origin: string;
  /** The address of the door that other devices come through, which links for people begin with; null where none is open. */
  networkOrigin: string | null;
  /** Network address of the caller, "" at the control socket. */
  address: string;
  certificate: CertificateFacts | null;
  /** Subscriptions that this WebSocket follows now, and its calls that are not answered yet. */
  live: { open: number; calls: number };
  /** Who asks, looked up now: sessions and roles are rows, never remembered by a socket. */
  loadActor(): Promise<Actor>;
};

/** A context for one known actor: for tests of routers. */
export function contextOf(actor: Actor, door: Door = actor.kind === 'console' ? 'console' : 'plain'): Context {
  const address = actor.kind === 'person' || actor.kind === 'stranger' ? actor.address : '';
  return {
    door,
    transport: 'page',
    origin: 'http://localhost',
    networkOrigin: null,
    address,
    certificate: null,
    live: { open: 0, calls: 0 },
    loadActor: () => Promise.resolve(actor),
  };
}
