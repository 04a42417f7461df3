// put at: server/identity/unaudited-off-the-list.ts
// check: ranks
// prints: unaudited-list: server/identity/unaudited-off-the-list.ts -> server/platform/database/unaudited.ts
import { unaudited } from '#server/platform/database/unaudited.ts';

export function promoteQuietly(id: string): Promise<unknown> {
  return unaudited('usage', (tx) => tx.user.update({ where: { id }, data: { role: 'admin' } }));
}
