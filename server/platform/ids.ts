import { randomBytes } from 'node:crypto';

/** A UUIDv7 (RFC 9562, 5.7): ids made later sort later, so rows stay in order of insertion. */
export function newId(atMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(atMs, 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** 160 random bits that fit a URL: for links that work once. */
export function newSecret(): string {
  return randomBytes(20).toString('base64url');
}
