import { act } from '#server/audit/index.ts';
import { AppError, db, limits, log, now, type Person, type Role, type Stranger, type Tx } from '#server/platform/index.ts';
import { sessionClosed } from './identity-events.ts';
import { isPassword } from './password.ts';
import { nameKeyOf } from './person-name.ts';
import { insertSession, sessionMark } from './sessions.ts';
import { afterFailure, longestWait, THROTTLE_KEPT_MS, type Throttle, type ThrottleKind, throttleKeys, throttleRules } from './throttle.ts';

export type SignInRequest = { name: string; password: string; address: string; userAgent: string };
export type SignedIn = { sessionId: string; user: { id: string; name: string; role: Role } };

type Keys = Record<ThrottleKind, string>;
type Known = { id: string; name: string; role: string; state: string; passwordHash: string | null };

/**
 * Opens a session for a name and its password.
 *
 * Tries for one name from one address go one after the other, so that many at once are no way around the throttle; wider and gentler
 * ones count a name from everywhere, and a network's tries at all names. A wrong
 * name takes the same work as a wrong password and gets the same words. The typed name is never recorded: people type
 * passwords there.
 *
 * @throws AppError `session.wrongPassword`, `session.throttled`, `session.busy`
 */
export function signIn(request: SignInRequest): Promise<SignedIn> {
  const nameKey = nameKeyOf(request.name);
  const keys = throttleKeys(nameKey ?? '', request.address);
  return withinAddress(request.address, () => oneAtATime(keys.pair, () => tryToSignIn(request, nameKey, keys)));
}

async function tryToSignIn(request: SignInRequest, nameKey: string | null, keys: Keys): Promise<SignedIn> {
  const throttles = await throttlesOf(keys, { nameKey: nameKey ?? '', address: request.address });
  const throttle = longestWait(throttles, now());
  if (throttle) {
    const { lockedUntil, failures } = throttle;
    // The try that began the wait is recorded; each further one would let a stranger fill the disk.
    log('identity').warn({ address: request.address, until: lockedUntil }, 'a try to sign in came during its wait');
    throw new AppError('session.throttled', { retryAt: lockedUntil.toISOString(), failures });
  }
  const known: Known | null = nameKey === null ? null : await db().user.findUnique({ where: { nameKey } });
  const matches = await isPassword(request.password, known?.passwordHash ?? null);
  if (!known || !matches || known.state !== 'active') return refuse(request, keys, known, matches);
  return open(request, keys, known);
}

/** The throttles that a try is under. Where somebody is signed in already, strangers elsewhere who guess at their name do not count. */
async function throttlesOf(keys: Keys, { nameKey, address }: { nameKey: string; address: string }): Promise<Throttle[]> {
  const rows = await db().signInThrottle.findMany({ where: { key: { in: Object.values(keys) } } });
  const sessions = await db().session.count({ where: { address, user: { nameKey } } });
  return sessions === 0 ? rows : rows.filter(({ key }) => key !== keys.name);
}

async function open(request: SignInRequest, keys: Keys, user: Known): Promise<SignedIn> {
  const { address, userAgent } = request;
  const person: Person = { kind: 'person', id: user.id, name: user.name, role: user.role as Role, address };
  const { sessionId, ended } = await act(person, 'session.opened', async (tx) => {
    // Between the look-up and this moment an administrator may have suspended or reset the person.
    const still = await tx.user.findFirst({ where: { id: user.id, state: 'active', passwordHash: user.passwordHash } });
    if (!still) throw new AppError('session.wrongPassword', {});
    // The network's stays: one account of one's own must not buy tries at others.
    await tx.signInThrottle.deleteMany({ where: { key: { in: [keys.pair, keys.name] } } });
    const opened = await insertSession(tx, { userId: user.id, address, userAgent });
    return { record: { sessionId: sessionMark(opened.sessionId), userId: user.id, userAgent }, result: opened };
  });
  for (const id of ended) sessionClosed(id);
  return { sessionId, user: { id: user.id, name: user.name, role: user.role as Role } };
}

async function refuse(request: SignInRequest, keys: Keys, known: Known | null, matches: boolean): Promise<never> {
  const at = now();
  const stranger: Stranger = { kind: 'stranger', address: request.address };
  const throttles = await act(stranger, 'session.refused', async (tx) => {
    const pair = await countFailure(tx, keys, 'pair', at);
    const wide = [await countFailure(tx, keys, 'name', at), await countFailure(tx, keys, 'network', at)];
    await tx.signInThrottle.deleteMany({ where: { lastAt: { lt: new Date(at.getTime() - THROTTLE_KEPT_MS) } } });
    const reason = !known ? 'unknownName' : !matches ? (known.passwordHash ? 'wrongPassword' : 'noPassword') : 'suspended';
    return { record: { userId: known?.id ?? '', reason, failures: pair.failures }, result: [pair, ...wide], outcome: 'refused' };
  });
  const waits = longestWait(throttles, at);
  if (waits) throw new AppError('session.throttled', { retryAt: waits.lockedUntil.toISOString(), failures: waits.failures });
  throw new AppError('session.wrongPassword', {});
}

// Read where it is written: tries for one name from many addresses end at the same moment.
async function countFailure(tx: Tx, keys: Keys, kind: ThrottleKind, at: Date): Promise<Throttle> {
  const key = keys[kind];
  const throttle = afterFailure(await tx.signInThrottle.findUnique({ where: { key } }), at, throttleRules[kind]);
  await tx.signInThrottle.upsert({ where: { key }, create: { key, ...throttle }, update: throttle });
  return throttle;
}

const underWay = new Map<string, number>();

async function withinAddress<T>(address: string, fn: () => Promise<T>): Promise<T> {
  const before = underWay.get(address) ?? 0;
  if (before >= limits.signInsPerAddress) throw new AppError('session.busy', {});
  underWay.set(address, before + 1);
  try {
    return await fn();
  } finally {
    const left = (underWay.get(address) ?? 1) - 1;
    if (left > 0) underWay.set(address, left);
    else underWay.delete(address);
  }
}

const turns = new Map<string, Promise<unknown>>();

function oneAtATime<T>(key: string, fn: () => Promise<T>): Promise<T> {
  const before = turns.get(key) ?? Promise.resolve();
  const mine = before.then(fn, fn);
  const settled = mine.catch(() => 'the caller hears it');
  turns.set(key, settled);
  void settled.then(() => {
    if (turns.get(key) === settled) turns.delete(key);
  });
  return mine;
}
