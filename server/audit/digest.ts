import { createHmac, randomBytes } from 'node:crypto';

/** A salt that stands beside a text, in the same row, and goes with it: without it the digest says nothing about the text. */
export function newSalt(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(randomBytes(32));
}

/** What a record keeps of a text: HMAC-SHA-256 under the text's own salt, in hex. */
export function saltedDigest(text: string, salt: Uint8Array): string {
  return createHmac('sha256', salt).update(text, 'utf8').digest('hex');
}
