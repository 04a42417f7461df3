// put at: server/platform/leads-nowhere.ts
// check: ranks
// prints: resolvable: server/platform/leads-nowhere.ts -> ./gone.ts
import { gone } from './gone.ts';

export const still = gone;
