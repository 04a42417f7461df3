import { createHash } from 'node:crypto';
import { act } from '#server/audit/index.ts';
import { type Actor, AppError, type Authorized, db, limits, newSecret, now, type Stranger, type Tx } from '#server/platform/index.ts';
import { rightsChanged, sessionClosed } from './identity-events.ts';
import { hashPassword } from './password.ts';
import { nameKeyOf, readName } from './person-name.ts';
import { deleteSessions } from './sessions.ts';
import { throttleKeys } from './throttle.ts';
import { insertUser, type NewUser } from './user-rows.ts';

/** What opens a page once. Shown to one person and kept as a digest alone. */
export type OneTimeLink = { secret: string; expiresAt: Date };

type Purpose = 'firstAdmin' | 'setPassword';

/** Whether a link still opens its page; `unknown`: replaced by a newer one, or no link at all. */
export type LinkState = 'usable' | 'used' | 'expired' | 'unknown';

/**
 * Makes the link that the first administrator signs up with; an older one stops working.
 *
 * @throws AppError `user.exists` once somebody is there
 */
export function makeFirstAdminLink(actor: Actor): Promise<OneTimeLink> {
  return act(actor, 'user.linkMade', async (tx) => {
    await expectNobody(tx);
    const link = await insertLink(tx, 'firstAdmin', null);
    return { record: { userId: '', purpose: 'firstAdmin', expiresAt: link.expiresAt.toISOString() }, result: link };
  });
}

/** Whether nobody can sign in yet. */
export async function needsSetUp(): Promise<boolean> {
  return (await db().user.count()) === 0;
}

/**
 * Makes the first administrator, who holds the link. Whoever opens the page without it does not.
 *
 * @throws AppError `session.linkInvalid`, `user.exists`, `user.nameInvalid`, `user.passwordWeak`
 */
export async function createFirstAdmin(request: { secret: string; name: string; password: string; address: string }): Promise<NewUser> {
  const name = readName(request.name);
  await expectUsable(request.secret, 'firstAdmin');
  const passwordHash = await hashPassword(request.password);
  const first = await act(stranger(request.address), 'user.added', async (tx) => {
    await expectNobody(tx);
    await useLink(tx, request.secret, 'firstAdmin');
    const user = await insertUser(tx, { name, role: 'admin', passwordHash });
    return { record: { userId: user.id, name: user.name, role: user.role }, result: user };
  });
  rightsChanged(first.id);
  return first;
}

/**
 * Makes a link with which a person chooses a password. The one they had and their sessions end with it, and so does an older link.
 */
export async function resetUser(actor: Actor, user: Authorized<'user'>): Promise<OneTimeLink> {
  const { link, ended } = await act(actor, 'user.linkMade', async (tx) => {
    const { count } = await tx.user.updateMany({ where: { id: user.id }, data: { passwordHash: null } });
    if (count === 0) throw new AppError('user.notFound', { name: user.id });
    const gone = await deleteSessions(tx, user.id);
    const made = await insertLink(tx, 'setPassword', user.id);
    const record = { userId: user.id, purpose: 'setPassword', expiresAt: made.expiresAt.toISOString() };
    return { record, result: { link: made, ended: gone } };
  });
  for (const id of ended) sessionClosed(id);
  rightsChanged(user.id);
  return link;
}

/**
 * Stores the password chosen with a link. It ends a wait after wrong tries from the same address, too.
 *
 * @returns the name to sign in with
 * @throws AppError `session.linkInvalid`, `user.passwordWeak`
 */
export async function choosePassword(request: { secret: string; password: string; address: string }): Promise<{ name: string }> {
  await expectUsable(request.secret, 'setPassword');
  const passwordHash = await hashPassword(request.password);
  const { name, ended } = await act(stranger(request.address), 'user.passwordChosen', async (tx) => {
    const userId = await useLink(tx, request.secret, 'setPassword');
    if (userId === null) throw new AppError('session.linkInvalid', {});
    const user = await tx.user.update({ where: { id: userId }, data: { passwordHash } });
    const gone = await deleteSessions(tx, userId);
    // The way back for whoever must not wait: a link is an administrator's word for this person at this address.
    const keys = Object.values(throttleKeys(nameKeyOf(user.name) ?? '', request.address));
    await tx.signInThrottle.deleteMany({ where: { key: { in: keys } } });
    return { record: { userId }, result: { name: user.name, ended: gone } };
  });
  for (const id of ended) sessionClosed(id);
  return { name };
}

/** Makes a link's row in place of older ones of the same purpose and person. */
export async function insertLink(tx: Tx, purpose: Purpose, userId: string | null): Promise<OneTimeLink> {
  await tx.oneTimeLink.deleteMany({ where: { purpose, userId } });
  const secret = newSecret();
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + (purpose === 'firstAdmin' ? limits.firstAdminLinkMs : limits.passwordLinkMs));
  await tx.oneTimeLink.create({ data: { tokenHash: digestOf(secret), purpose, userId, createdAt, expiresAt } });
  return { secret, expiresAt };
}

/**
 * What a link is worth, without using it up: a page says at once that it has nothing to offer. Only who holds the whole secret learns
 * more than `unknown`, and that is as long as a session's.
 */
export async function linkState(secret: string, purpose: Purpose): Promise<LinkState> {
  const link = await db().oneTimeLink.findUnique({ where: { tokenHash: digestOf(secret) } });
  if (link?.purpose !== purpose) return 'unknown';
  if (link.usedAt !== null) return 'used';
  return link.expiresAt <= now() ? 'expired' : 'usable';
}

// Before the slow hash: a stranger with no link gets no work done.
async function expectUsable(secret: string, purpose: Purpose): Promise<void> {
  if ((await linkState(secret, purpose)) !== 'usable') throw new AppError('session.linkInvalid', {});
}

/** Uses a link up, by compare-and-set: of two at once, one wins. */
async function useLink(tx: Tx, secret: string, purpose: Purpose): Promise<string | null> {
  const tokenHash = digestOf(secret);
  const at = now();
  const { count } = await tx.oneTimeLink.updateMany({
    where: { tokenHash, purpose, usedAt: null, expiresAt: { gt: at } },
    data: { usedAt: at },
  });
  if (count !== 1) throw new AppError('session.linkInvalid', {});
  const link = await tx.oneTimeLink.findUnique({ where: { tokenHash } });
  return link?.userId ?? null;
}

async function expectNobody(tx: Tx): Promise<void> {
  if ((await tx.user.count()) > 0) throw new AppError('user.exists', {});
}

function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function stranger(address: string): Stranger {
  return { kind: 'stranger', address };
}
