import 'reflect-metadata';
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  X509Certificate as Certificate,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const DAY_MS = 24 * 60 * 60_000;
/** Ten years: everybody who trusts it has to do it again when it ends. */
const AUTHORITY_DAYS = 3_650;
/** What browsers accept at most for a server's certificate is 398 days. */
const SERVER_DAYS = 397;
/** Clocks in the room are set by hand: a certificate counts from a day ago on. */
const BACKDATED_MS = DAY_MS;

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A certificate and its private key, both PEM. */
export type KeyPair = { certificate: string; key: string };

/** Makes the box's own authority. It can sign servers only, no further authority. */
export async function makeAuthority(boxName: string, at: Date): Promise<KeyPair> {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [`Cloister ${boxName} ${serialNumber().slice(0, 8)}`] }],
    ...validity(at, AUTHORITY_DAYS),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pair(certificate, keys.privateKey);
}

/**
 * Makes the certificate of the box's door.
 *
 * @param names host names and addresses that people open it by
 */
export async function makeServerCertificate(authority: KeyPair, names: readonly string[], at: Date): Promise<KeyPair> {
  const issuer = new Certificate(authority.certificate);
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: [(names[0] ?? 'localhost').slice(0, 64)] }],
    issuer: issuer.subject,
    ...validity(at, SERVER_DAYS),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.key),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(names.map((name) => ({ type: isIP(name) ? ('ip' as const) : ('dns' as const), value: name }))),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  });
  return pair(certificate, keys.privateKey);
}

/** Whether a server's certificate still does: signed by this authority, for all these names, and not near its end. */
export function isServing(server: string, authority: string, names: readonly string[], at: Date, renewMs: number): boolean {
  const certificate = new X509Certificate(server);
  const hasName = (name: string) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined;
  const issuer = new X509Certificate(authority);
  return (
    certificate.checkIssued(issuer) &&
    certificate.verify(issuer.publicKey) &&
    names.every(hasName) &&
    certificate.validToDate.getTime() - at.getTime() > renewMs
  );
}

async function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function importKey(pem: string): Promise<CryptoKey> {
  const der = createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' });
  return crypto.subtle.importKey('pkcs8', Uint8Array.from(der), algorithm, false, ['sign']);
}

async function pair(certificate: Certificate, privateKey: CryptoKey): Promise<KeyPair> {
  const key = PemConverter.encode(await crypto.subtle.exportKey('pkcs8', privateKey), 'PRIVATE KEY');
  return { certificate: `${certificate.toString('pem')}\n`, key: `${key}\n` };
}

function validity(at: Date, days: number): { notBefore: Date; notAfter: Date } {
  const notBefore = new Date(at.getTime() - BACKDATED_MS);
  return { notBefore, notAfter: new Date(at.getTime() + days * DAY_MS - BACKDATED_MS) };
}

// 16 random bytes, positive and without a leading zero (RFC 5280, 4.1.2.2).
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
