import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { AppError, limits } from '#server/platform/index.ts';

// Argon2id (the package's default algorithm) as RFC 9106 advises where memory is short: 64 MiB, 3 passes. About 0.15 s of one core.
const cost = { memoryCost: 64 * 1024, timeCost: 3, parallelism: 1 };

// Hashes run on libuv's pool of four threads, which file reads share: half of it is left to them.
const HASHES_AT_ONCE = 2;

/**
 * Hashes a chosen password.
 *
 * @throws AppError `user.passwordWeak` outside the limits of length
 */
export async function hashPassword(password: string): Promise<string> {
  const text = password.normalize('NFKC');
  const length = [...text].length;
  if (length < limits.passwordLengthMin || length > limits.passwordLengthMax) {
    throw new AppError('user.passwordWeak', { minimum: limits.passwordLengthMin });
  }
  return inTurn(() => hash(text, cost));
}

/**
 * Whether the password is the one that was hashed. Without a hash (nobody of that name, or no password chosen yet) it takes
 * the same work and says no, so that time tells nobody which names exist.
 */
export async function isPassword(password: string, hashed: string | null): Promise<boolean> {
  const text = password.normalize('NFKC');
  // A longer one was never accepted; hashing it would let strangers choose how much we work.
  if ([...text].length > limits.passwordLengthMax) return isPassword('', hashed);
  const against = hashed ?? (await hashOfNobody());
  const matches = await inTurn(() => verify(against, text));
  return matches && hashed !== null;
}

let nobody: Promise<string> | null = null;

function hashOfNobody(): Promise<string> {
  nobody ??= inTurn(() => hash(randomBytes(32), cost));
  return nobody;
}

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(fn: () => Promise<T>): Promise<T> {
  if (running >= HASHES_AT_ONCE) {
    if (waiting.length >= limits.signInsWaiting) throw new AppError('session.busy', {});
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await fn();
  } finally {
    // The place goes straight to the next in line, so that nobody can take it in between.
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
