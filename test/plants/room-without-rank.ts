// put at: server/warehouse/room-without-rank.ts
// check: ranks
// prints: known-room: server/warehouse/room-without-rank.ts -> path
import { join } from 'node:path';

export const place = join('a', 'b');
