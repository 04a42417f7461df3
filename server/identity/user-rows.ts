import { AppError, newId, now, type Role, type Tx } from '#server/platform/index.ts';
import type { PersonName } from './person-name.ts';

export type NewUser = { id: string; name: string; role: Role };

/** @throws AppError `user.nameTaken` */
export async function insertUser(
  tx: Tx,
  { name, role, passwordHash }: { name: PersonName; role: Role; passwordHash: string | null },
): Promise<NewUser> {
  if (await tx.user.findUnique({ where: { nameKey: name.key } })) throw new AppError('user.nameTaken', { name: name.shown });
  const id = newId();
  await tx.user.create({ data: { id, name: name.shown, nameKey: name.key, role, passwordHash, createdAt: now() } });
  return { id, name: name.shown, role };
}

/** @throws AppError `user.lastAdmin` where nobody else could administer the box after this person no longer can */
export async function expectAnotherAdmin(tx: Tx, userId: string): Promise<void> {
  const others = await tx.user.count({ where: { role: 'admin', state: 'active', passwordHash: { not: null }, id: { not: userId } } });
  if (others === 0) throw new AppError('user.lastAdmin', {});
}
