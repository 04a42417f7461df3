import type { DoorCertificate } from './certificate.ts';
import type { HostNames } from './hosts.ts';
import type { Pages } from './pages.ts';

/** What every door serves: made once by the entry. */
export type Site = {
  hosts: HostNames;
  cookieSecret: string;
  isDevelopment: boolean;
  pages: Pages;
  /** null without a TLS door. Looked up each time: it is renewed while the appliance runs. */
  certificate(): DoorCertificate | null;
  /** The TLS door's address for other devices; null without one. */
  networkUrl(): string | null;
};

/** The two doors on a network; the control socket is a third way in, with rules of its own. */
export type NetworkDoor = 'plain' | 'tls';
