// put at: server/identity/act-without-record.ts
// check: types
// prints: Property 'record' is missing
import { act } from '#server/audit/index.ts';
import type { Actor } from '#server/platform/index.ts';

export function suspend(actor: Actor, id: string): Promise<void> {
  return act(actor, 'user.suspended', async (tx) => {
    await tx.user.update({ where: { id }, data: { suspendedAt: new Date() } });
    return { result: undefined };
  });
}
