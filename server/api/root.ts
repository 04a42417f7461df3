import { auditRouter } from './audit-router.ts';
import { backupRouter } from './backup-router.ts';
import { chatRouter } from './chat-router.ts';
import { engineRouter } from './engine-router.ts';
import { healthRouter } from './health-router.ts';
import { modelsRouter } from './models-router.ts';
import { queueRouter } from './queue-router.ts';
import { repositoriesRouter } from './repositories-router.ts';
import { searchRouter } from './search-router.ts';
import { sessionRouter } from './session-router.ts';
import { router } from './trpc.ts';
import { tuningRouter } from './tuning-router.ts';
import { usersRouter } from './users-router.ts';

/** Everything a client can call. Each noun's router stands in its own file beside this one. */
export const appRouter = router({
  audit: auditRouter,
  backup: backupRouter,
  chat: chatRouter,
  engine: engineRouter,
  health: healthRouter,
  models: modelsRouter,
  queue: queueRouter,
  repositories: repositoriesRouter,
  search: searchRouter,
  session: sessionRouter,
  tuning: tuningRouter,
  users: usersRouter,
});

export type AppRouter = typeof appRouter;
