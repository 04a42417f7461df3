import { auditRouter } from './audit-router.ts';
import { router } from './trpc.ts';

/** Everything a client can call. Each noun's router stands in its own file beside this one. */
export const appRouter = router({ audit: auditRouter });

export type AppRouter = typeof appRouter;
