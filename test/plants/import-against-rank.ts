// put at: server/audit/import-against-rank.ts
// check: ranks
// prints: rank: server/audit/import-against-rank.ts -> server/api/index.ts
import { appRouter } from '#server/api/index.ts';

export const names = Object.keys(appRouter);
