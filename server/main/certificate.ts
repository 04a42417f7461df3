import { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { CertificateFacts } from '#server/api/index.ts';
import { AppError, type Config, log, now } from '#server/platform/index.ts';
import { isServing, type KeyPair, makeAuthority, makeServerCertificate } from './certificate-authority.ts';
import { writeKeyFile } from './key-files.ts';

const DAY_MS = 24 * 60 * 60_000;
/** A certificate of our own is made anew this long before its end. */
const RENEWED_BEFORE_MS = 30 * DAY_MS;

/** What the TLS door shows, and what a person needs to trust it. */
export type DoorCertificate = {
  pair: KeyPair;
  facts: CertificateFacts;
  /** The box's own authority as PEM; null with the site's certificate. */
  authority: string | null;
};

/**
 * The certificate of the TLS door: the site's, or one of the box's own authority, made when missing, near its end, or without
 * one of the configured names.
 *
 * @throws AppError `certificate.unreadable`
 */
export async function loadDoorCertificate(config: Config, keysFolder: string): Promise<DoorCertificate> {
  return config.tls ? siteCertificate(config.tls) : ownCertificate(keysFolder, certificateNames(config));
}

/** The TLS door's certificate while the appliance runs. */
export type LiveCertificate = {
  /** null without a TLS door. */
  current(): DoorCertificate | null;
  validUntil(): { validUntil: Date } | null;
  /** Told when the certificate was made anew, or the site's file has changed. */
  onRenewed(listener: () => void): void;
  close(): void;
};

/**
 * Loads the certificate and looks after it once a day; a new one takes effect without a restart.
 *
 * @throws AppError `certificate.unreadable`
 */
export async function openCertificate(config: Config, keysFolder: string, isNeeded: boolean): Promise<LiveCertificate> {
  let certificate = isNeeded ? await loadDoorCertificate(config, keysFolder) : null;
  let tell = () => {};
  const daily = setInterval(async () => {
    try {
      const loaded = await loadDoorCertificate(config, keysFolder);
      if (loaded.pair.certificate === certificate?.pair.certificate) return;
      certificate = loaded;
      tell();
    } catch (err) {
      // The old one goes on being shown; doctor warns before it ends.
      log('main').error({ err }, 'the certificate could not be renewed');
    }
  }, DAY_MS);
  daily.unref();
  if (!certificate) clearInterval(daily);
  return {
    current: () => certificate,
    validUntil: () => certificate && { validUntil: new Date(certificate.facts.validUntilMs) },
    onRenewed(listener) {
      tell = listener;
    },
    close: () => clearInterval(daily),
  };
}

/** Names and addresses that people open the box by, the configured ones first. */
export function certificateNames(config: Pick<Config, 'names' | 'listen'>): string[] {
  const listening = config.listen && !['0.0.0.0', '::'].includes(config.listen.host) ? [config.listen.host] : [];
  return [...new Set([...config.names, ...listening, hostname().toLowerCase(), 'localhost', '127.0.0.1', '::1'])];
}

async function ownCertificate(keysFolder: string, names: string[]): Promise<DoorCertificate> {
  const authorityFile = join(keysFolder, 'authority.pem');
  const serverFile = join(keysFolder, 'server.pem');
  const at = now();
  let authority = readPair(authorityFile);
  if (!authority || hasEnded(authority.certificate, at)) {
    authority = await makeAuthority(names[0] ?? 'box', at);
    writePair(authorityFile, authority);
    log('main').info({ fingerprint: fingerprintOf(authority.certificate) }, 'the box made a certificate authority of its own');
  }
  let pair = readPair(serverFile);
  if (!pair || !isServing(pair.certificate, authority.certificate, names, at, RENEWED_BEFORE_MS)) {
    pair = await makeServerCertificate(authority, names, at);
    writePair(serverFile, pair);
    log('main').info({ names }, 'the box made a certificate for its door');
  }
  const { validToDate } = new X509Certificate(pair.certificate);
  const facts = { validUntilMs: validToDate.getTime(), fingerprint: fingerprintOf(authority.certificate), own: true };
  return { pair, facts, authority: authority.certificate };
}

function siteCertificate({ certificateFile, keyFile }: { certificateFile: string; keyFile: string }): DoorCertificate {
  const pair = { certificate: readSiteFile(certificateFile), key: readSiteFile(keyFile) };
  try {
    createSecureContext({ cert: pair.certificate, key: pair.key });
    const { validToDate } = new X509Certificate(pair.certificate);
    const facts = { validUntilMs: validToDate.getTime(), fingerprint: fingerprintOf(pair.certificate), own: false };
    return { pair, facts, authority: null };
  } catch (cause) {
    throw new AppError('certificate.unreadable', { file: certificateFile, reason: reasonOf(cause) }, { cause });
  }
}

function readSiteFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new AppError('certificate.unreadable', { file, reason: reasonOf(cause) }, { cause });
  }
}

function reasonOf(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  return code === 'ENOENT' ? 'it is not there' : code === 'EACCES' ? 'it may not be read' : 'certificate and key do not go together';
}

// Both in one file: no power cut can leave a key beside the certificate of another.
function readPair(file: string): KeyPair | null {
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'utf8');
  const [certificate] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/.exec(text) ?? [];
  const [key] = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n/.exec(text) ?? [];
  if (!certificate || !key) throw new AppError('certificate.unreadable', { file, reason: 'it does not hold a certificate and its key' });
  return { certificate, key };
}

function writePair(file: string, pair: KeyPair): void {
  writeKeyFile(file, `${pair.certificate}${pair.key}`);
}

function hasEnded(certificate: string, at: Date): boolean {
  return new X509Certificate(certificate).validToDate.getTime() - at.getTime() < RENEWED_BEFORE_MS;
}

function fingerprintOf(certificate: string): string {
  return new X509Certificate(certificate).fingerprint256;
}
