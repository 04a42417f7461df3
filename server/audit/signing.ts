import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { writeDurably } from './write-durably.ts';

/** A signed statement that the log held these records: size, root and time, under the box's Ed25519 key. */
export const signedCheckpoint = z.object({
  size: z.number().int().nonnegative(),
  root: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string(),
  key: z.string(),
  signature: z.string(),
});

export type Checkpoint = z.infer<typeof signedCheckpoint>;

/** The box's signing key, made at first use, readable by the service user alone. */
export function signingKey(file: string): KeyObject {
  if (!existsSync(file)) {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeDurably(file, pem, 0o600);
  }
  return createPrivateKey(readFileSync(file));
}

/** A public key's short name: the first 8 bytes of the SHA-256 of its SPKI form, in hex. */
function keyName(publicKey: KeyObject): string {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('hex').slice(0, 16);
}

export function signCheckpoint(key: KeyObject, size: number, root: Uint8Array, at: Date): Checkpoint {
  const body = { size, root: Buffer.from(root).toString('hex'), at: at.toISOString(), key: keyName(createPublicKey(key)) };
  return { ...body, signature: sign(null, signedText(body), key).toString('base64') };
}

export type CheckpointFile = { state: 'signed'; checkpoint: Checkpoint } | { state: 'missing' } | { state: 'damaged'; reason: string };

/** Reads a checkpoint and checks its signature under the box's key. */
export function readCheckpoint(file: string, keyFile: string): CheckpointFile {
  if (!existsSync(file)) return { state: 'missing' };
  try {
    const checkpoint = signedCheckpoint.parse(JSON.parse(readFileSync(file, 'utf8')));
    const key = createPublicKey(createPrivateKey(readFileSync(keyFile)));
    if (checkpoint.key !== keyName(key)) return { state: 'damaged', reason: `signed by another key (${checkpoint.key})` };
    const isSigned = verify(null, signedText(checkpoint), key, Buffer.from(checkpoint.signature, 'base64'));
    return isSigned ? { state: 'signed', checkpoint } : { state: 'damaged', reason: 'its signature does not fit' };
  } catch (error) {
    return { state: 'damaged', reason: error instanceof Error ? error.message : 'unreadable' };
  }
}

function signedText({ size, root, at, key }: Omit<Checkpoint, 'signature'>): Buffer {
  return Buffer.from(`cloister audit checkpoint\n${size}\n${root}\n${at}\n${key}\n`);
}
