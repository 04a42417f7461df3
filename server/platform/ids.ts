import { randomBytes } from 'node:crypto';

let last = { ms: 0, count: 0 };

/**
 * A UUIDv7 (RFC 9562, 5.7): ids made later sort later, so rows stay in order of insertion. Those of one millisecond count in the
 * twelve bits behind it (6.2, method 1), and so do those made while the clock stands behind the last one.
 */
export function newId(atMs: number = Date.now()): string {
  const bytes = randomBytes(16);
  if (atMs > last.ms) last = { ms: atMs, count: 0 };
  else last = last.count < 0xfff ? { ms: last.ms, count: last.count + 1 } : { ms: last.ms + 1, count: 0 };
  bytes.writeUIntBE(last.ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | last.count, 6);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** 160 random bits that fit a URL: for links that work once. */
export function newSecret(): string {
  return randomBytes(20).toString('base64url');
}
