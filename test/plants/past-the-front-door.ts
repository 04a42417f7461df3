// put at: server/identity/past-the-front-door.ts
// check: ranks
// prints: front-door: server/identity/past-the-front-door.ts -> server/audit/act.ts
import { act } from '#server/audit/act.ts';

export const ours = act;
