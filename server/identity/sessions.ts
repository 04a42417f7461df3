import { act } from '#server/audit/index.ts';
import { unaudited } from '#server/platform/database/unaudited.ts';
import { type Actor, type Authorized, db, limits, log, newSecret, now, type Person, type Role, type Tx } from '#server/platform/index.ts';
import { sessionClosed } from './identity-events.ts';

/** A signed-in browser as its owner sees it. */
export type SessionView = { id: string; address: string; userAgent: string; createdAtMs: number; lastUsedAtMs: number };

const TOUCHED_EVERY_MS = 60_000;

/** Whether a session still counts: neither idle for too long nor at its absolute end. */
export function isLive(session: { lastUsedAt: Date; expiresAt: Date }, at: Date): boolean {
  return at < session.expiresAt && at.getTime() - session.lastUsedAt.getTime() < limits.sessionIdleMs;
}

/** The part of an audit record that names a session: enough to tell two apart. */
export function sessionMark(sessionId: string): string {
  return sessionId.slice(0, 8);
}

/**
 * Makes the row of a new session; sessions that have ended, and those beyond the limit of one person, go.
 *
 * @returns the new session's id and the ids that went, whose sockets the caller closes after the COMMIT
 */
export async function insertSession(
  tx: Tx,
  session: { userId: string; address: string; userAgent: string },
): Promise<{ sessionId: string; ended: string[] }> {
  const at = now();
  const older = await tx.session.findMany({ where: { userId: session.userId }, orderBy: { lastUsedAt: 'desc' } });
  const live = older.filter((row) => isLive(row, at)).slice(0, limits.sessionsPerPerson - 1);
  const ended = older.filter((row) => !live.includes(row)).map((row) => row.id);
  await tx.session.deleteMany({ where: { id: { in: ended } } });
  const sessionId = newSecret();
  const expiresAt = new Date(at.getTime() + limits.sessionAbsoluteMs);
  const userAgent = session.userAgent.replace(/\p{C}/gu, '').slice(0, limits.userAgentLength);
  await tx.session.create({ data: { id: sessionId, ...session, userAgent, createdAt: at, lastUsedAt: at, expiresAt } });
  return { sessionId, ended };
}

/**
 * Who a session belongs to, with the role as it stands now. Looked up on every request: a row that is gone or has ended, or a
 * person who is suspended, is nobody.
 *
 * @param address network address of the request
 */
export async function loadActor(sessionId: string, address: string): Promise<Person | null> {
  const session = await db().session.findUnique({ where: { id: sessionId }, include: { user: true } });
  const at = now();
  if (!session || !isLive(session, at) || session.user.state !== 'active') return null;
  if (at.getTime() - session.lastUsedAt.getTime() >= TOUCHED_EVERY_MS) touch(sessionId, at);
  const { id, name, role } = session.user;
  return { kind: 'person', id, name, role: role as Role, sessionId, address };
}

/** Whether the session still is somebody's, without counting as its use. */
export async function isSessionLive(sessionId: string): Promise<boolean> {
  const session = await db().session.findUnique({ where: { id: sessionId }, include: { user: { select: { state: true } } } });
  return session !== null && isLive(session, now()) && session.user.state === 'active';
}

// Not waited for: a request must not be slower because the minute turned.
function touch(sessionId: string, at: Date): void {
  unaudited('session.lastUse', (tx) => tx.session.updateMany({ where: { id: sessionId }, data: { lastUsedAt: at } })).catch((err) =>
    log('identity').error({ err }, 'last use of a session could not be written'),
  );
}

/** Ends one session of the person who asks. Ended already: nothing happens. */
export async function signOut(actor: Person, sessionId: string, reason: 'signOut' | 'revoked' = 'signOut'): Promise<void> {
  const mine = await db().session.findFirst({ where: { id: sessionId, userId: actor.id }, select: { id: true } });
  if (!mine) return;
  await act(actor, 'session.closed', async (tx) => {
    await tx.session.deleteMany({ where: { id: sessionId, userId: actor.id } });
    return { record: { sessionId: sessionMark(sessionId), userId: actor.id, reason }, result: undefined };
  });
  sessionClosed(sessionId);
}

/** Ends every session of a person at once, open sockets included. */
export async function revokeSessions(actor: Actor, user: Authorized<'user'>, reason = 'revokedAll'): Promise<void> {
  const ended = await act(actor, 'session.closed', async (tx) => {
    const gone = await deleteSessions(tx, user.id);
    return { record: { sessionId: gone.map(sessionMark).join(' '), userId: user.id, reason }, result: gone };
  });
  for (const id of ended) sessionClosed(id);
}

/** @returns the ids that went; the caller publishes them after the COMMIT */
export async function deleteSessions(tx: Tx, userId: string): Promise<string[]> {
  const sessions = await tx.session.findMany({ where: { userId }, select: { id: true } });
  await tx.session.deleteMany({ where: { userId } });
  return sessions.map((session) => session.id);
}

/** The live sessions of a person, last used first. */
export async function listSessions(user: Authorized<'user'>): Promise<SessionView[]> {
  const rows = await db().session.findMany({ where: { userId: user.id }, orderBy: { lastUsedAt: 'desc' } });
  const at = now();
  return rows
    .filter((row) => isLive(row, at))
    .map(({ id, address, userAgent, createdAt, lastUsedAt }) => ({
      id,
      address,
      userAgent,
      createdAtMs: createdAt.getTime(),
      lastUsedAtMs: lastUsedAt.getTime(),
    }));
}
