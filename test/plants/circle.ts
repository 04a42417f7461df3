// put at: server/platform/circle.ts
// check: ranks
// prints: no-cycle: server/platform/circle.ts -> server/platform/circle.ts
import * as self from './circle.ts';

export const names = () => Object.keys(self);
