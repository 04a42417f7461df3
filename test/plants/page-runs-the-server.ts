// put at: app/_data/page-runs-the-server.ts
// check: ranks
// prints: app-types-only: app/_data/page-runs-the-server.ts -> server/api/index.ts
import { appRouter } from '#server/api/index.ts';

export const names = Object.keys(appRouter);
