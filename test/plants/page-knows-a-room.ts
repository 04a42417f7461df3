// put at: app/_data/page-knows-a-room.ts
// check: ranks
// prints: app-types-only: app/_data/page-knows-a-room.ts -> server/audit/index.ts
import type { Action } from '#server/audit/index.ts';

export type Shown = { action: Action };
