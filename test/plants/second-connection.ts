// put at: server/identity/second-connection.ts
// check: ranks
// prints: one-connection: server/identity/second-connection.ts -> node_modules/better-sqlite3/
import Database from 'better-sqlite3';

export const second = new Database('data/app.db');
