import { act } from '#server/audit/index.ts';
import { type Actor, AppError, type Authorized, db, type Person, type Role, type Target, type Tx } from '#server/platform/index.ts';
import { rightsChanged, sessionClosed } from './identity-events.ts';
import { insertLink, type OneTimeLink } from './one-time-links.ts';
import { hashPassword } from './password.ts';
import { nameKeyOf, readName } from './person-name.ts';
import { deleteSessions } from './sessions.ts';
import { expectAnotherAdmin, insertUser, type NewUser } from './user-rows.ts';

export type UserView = {
  id: string;
  name: string;
  role: Role;
  state: 'active' | 'suspended';
  hasPassword: boolean;
  createdAtMs: number;
  /** Of the sessions that are still there; null when there is none. */
  lastUsedAtMs: number | null;
};

/** The target of a decision about a person. */
export function userTarget(userId: string): Target<'user'> {
  return { kind: 'user', id: userId, ownerId: userId };
}

/** @throws AppError `user.notFound` */
export async function userTargetByName(name: string): Promise<Target<'user'>> {
  const nameKey = nameKeyOf(name);
  const user = nameKey === null ? null : await db().user.findUnique({ where: { nameKey }, select: { id: true } });
  if (!user) throw new AppError('user.notFound', { name });
  return userTarget(user.id);
}

/** The person as an actor of a job, with the role as it stands now; null when removed or suspended. */
export async function loadActorById(userId: string): Promise<Person | null> {
  const user = await db().user.findUnique({ where: { id: userId } });
  if (user?.state !== 'active') return null;
  return { kind: 'person', id: user.id, name: user.name, role: user.role as Role, address: '' };
}

/** The names of those of these people who are still there, by id. */
export async function namesOfUsers(ids: readonly string[]): Promise<Map<string, string>> {
  const users = await db().user.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  return new Map(users.map(({ id, name }) => [id, name]));
}

export async function listUsers(_box: Authorized<'appliance'>): Promise<UserView[]> {
  const users = await db().user.findMany({
    orderBy: { createdAt: 'asc' },
    include: { sessions: { select: { lastUsedAt: true }, orderBy: { lastUsedAt: 'desc' }, take: 1 } },
  });
  return users.map((user) => ({
    id: user.id,
    name: user.name,
    role: user.role as Role,
    state: user.state as UserView['state'],
    hasPassword: user.passwordHash !== null,
    createdAtMs: user.createdAt.getTime(),
    lastUsedAtMs: user.sessions[0]?.lastUsedAt.getTime() ?? null,
  }));
}

/**
 * Adds a person: with a password, or with a link to choose one.
 *
 * @throws AppError `user.nameInvalid`, `user.nameTaken`, `user.passwordWeak`
 */
export async function addUser(
  actor: Actor,
  _box: Authorized<'appliance'>,
  person: { name: string; role: Role; password?: string },
): Promise<{ user: NewUser; link: OneTimeLink | null }> {
  const name = readName(person.name);
  const passwordHash = person.password === undefined ? null : await hashPassword(person.password);
  return act(actor, 'user.added', async (tx) => {
    const user = await insertUser(tx, { name, role: person.role, passwordHash });
    const link = passwordHash === null ? await insertLink(tx, 'setPassword', user.id) : null;
    return { record: { userId: user.id, name: user.name, role: user.role }, result: { user, link } };
  });
}

/** @throws AppError `user.notFound`, `user.lastAdmin` */
export async function setRole(actor: Actor, user: Authorized<'user'>, role: Role): Promise<void> {
  await act(actor, 'user.roleChanged', async (tx) => {
    const row = await findUser(tx, user.id);
    if (row.role === 'admin' && role !== 'admin') await expectAnotherAdmin(tx, user.id);
    await tx.user.update({ where: { id: user.id }, data: { role } });
    return { record: { userId: user.id, from: row.role, to: role }, result: undefined };
  });
  rightsChanged(user.id);
}

/**
 * Ends a person's sessions and lets nobody sign in as them until they are resumed.
 *
 * @throws AppError `user.notFound`, `user.lastAdmin`
 */
export async function suspendUser(actor: Actor, user: Authorized<'user'>): Promise<void> {
  const ended = await act(actor, 'user.suspended', async (tx) => {
    const row = await findUser(tx, user.id);
    if (row.role === 'admin') await expectAnotherAdmin(tx, user.id);
    await tx.user.update({ where: { id: user.id }, data: { state: 'suspended' } });
    return { record: { userId: user.id }, result: await deleteSessions(tx, user.id) };
  });
  publishEnd(user.id, ended);
}

/** @throws AppError `user.notFound` */
export async function resumeUser(actor: Actor, user: Authorized<'user'>): Promise<void> {
  await act(actor, 'user.resumed', async (tx) => {
    await findUser(tx, user.id);
    await tx.user.update({ where: { id: user.id }, data: { state: 'active' } });
    return { record: { userId: user.id }, result: undefined };
  });
  rightsChanged(user.id);
}

/**
 * Removes a person. Their name stays in the audit log, whose records name who acted.
 *
 * @throws AppError `user.notFound`, `user.lastAdmin`
 */
export async function removeUser(actor: Actor, user: Authorized<'user'>): Promise<void> {
  const ended = await act(actor, 'user.removed', async (tx) => {
    const row = await findUser(tx, user.id);
    if (row.role === 'admin') await expectAnotherAdmin(tx, user.id);
    const gone = await deleteSessions(tx, user.id);
    await tx.user.delete({ where: { id: user.id } });
    return { record: { userId: user.id, name: row.name }, result: gone };
  });
  publishEnd(user.id, ended);
}

function publishEnd(userId: string, sessionIds: string[]): void {
  for (const id of sessionIds) sessionClosed(id);
  rightsChanged(userId);
}

async function findUser(tx: Tx, userId: string) {
  const row = await tx.user.findUnique({ where: { id: userId } });
  if (!row) throw new AppError('user.notFound', { name: userId });
  return row;
}
