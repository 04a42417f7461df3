// put at: server/api/mutation-without-record-router.ts
// check: tidy
// prints: a mutation without an audit record: suspend reaches no act
import { z } from 'zod';
import { db } from '#server/platform/index.ts';
import { adminProcedure, router } from './trpc.ts';

export const quietRouter = router({
  suspend: adminProcedure.input(z.object({ id: z.string() })).mutation(({ input }) => suspendQuietly(input.id)),
});

function suspendQuietly(id: string) {
  return db().user.update({ where: { id }, data: { suspendedAt: new Date() } });
}
