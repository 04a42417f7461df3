// put at: server/identity/write-past-act.ts
// check: ranks
// prints: write-past-act: server/identity/write-past-act.ts -> server/platform/database/write.ts
import { write } from '#server/platform/database/write.ts';

export function suspendQuietly(id: string): Promise<unknown> {
  return write(async (tx, state) => ({ result: await tx.user.update({ where: { id }, data: { suspendedAt: new Date() } }), state }));
}
