// put at: server/platform/second-client.ts
// check: ranks
// prints: one-client: server/platform/second-client.ts -> server/platform/database/generated/client.ts
// prints: one-client: server/platform/second-client.ts -> node_modules/@prisma/adapter-better-sqlite3/
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3';
import { PrismaClient } from './database/generated/client.ts';

export const second = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: 'file:data/app.db' }) });
