import { auditRouter } from './audit-router.ts';
import { sessionRouter } from './session-router.ts';
import { router } from './trpc.ts';
import { usersRouter } from './users-router.ts';

/** Everything a client can call. Each noun's router stands in its own file beside this one. */
export const appRouter = router({
  audit: auditRouter,
  session: sessionRouter,
  users: usersRouter,
});

export type AppRouter = typeof appRouter;
