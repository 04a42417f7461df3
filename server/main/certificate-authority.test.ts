import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { isServing, type KeyPair, makeAuthority, makeServerCertificate } from './certificate-authority.ts';

const DAY_MS = 24 * 60 * 60_000;
const at = new Date('2026-11-24T08:00:00Z');
const later = (days: number) => new Date(at.getTime() + days * DAY_MS);
const names = ['box.example', '10.20.0.17', '::1'];

let authority: KeyPair;
let server: KeyPair;
beforeAll(async () => {
  authority = await makeAuthority('box.example', at);
  server = await makeServerCertificate(authority, names, at);
});

describe("the box's own authority", () => {
  it('signs servers for their names and addresses', () => {
    const certificate = new X509Certificate(server.certificate);
    expect(certificate.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
    expect(certificate.checkHost('box.example')).toBe('box.example');
    expect(certificate.checkIP('10.20.0.17')).toBe('10.20.0.17');
    expect(certificate.checkHost('evil.example')).toBeUndefined();
    expect(certificate.ca).toBe(false);
    expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('gives no certificate longer than browsers take, and starts a day back for clocks that are late', () => {
    const certificate = new X509Certificate(server.certificate);
    expect(certificate.validFromDate).toEqual(later(-1));
    expect((certificate.validToDate.getTime() - certificate.validFromDate.getTime()) / DAY_MS).toBeLessThanOrEqual(398);
  });

  it('never gives the same serial number twice', async () => {
    const other = await makeServerCertificate(authority, names, at);
    expect(new X509Certificate(other.certificate).serialNumber).not.toBe(new X509Certificate(server.certificate).serialNumber);
  });
});

describe('a certificate', () => {
  const serves = (pair: KeyPair, by: KeyPair, wanted: string[], when: Date) =>
    isServing(pair.certificate, by.certificate, wanted, when, 30 * DAY_MS);

  it('serves until it is near its end', () => {
    expect(serves(server, authority, names, at)).toBe(true);
    expect(serves(server, authority, names, later(365))).toBe(true);
    expect(serves(server, authority, names, later(367))).toBe(false);
  });

  it('serves no longer when a name was added or the authority is another', async () => {
    expect(serves(server, authority, [...names, 'new.example'], at)).toBe(false);
    expect(serves(server, await makeAuthority('box.example', at), names, at)).toBe(false);
  });
});
