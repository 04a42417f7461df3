// put at: server/identity/second-sqlite-library.ts
// check: ranks
// prints: no-node-sqlite: server/identity/second-sqlite-library.ts -> node:sqlite
import { DatabaseSync } from 'node:sqlite';

export const second = new DatabaseSync('data/app.db');
