// put at: server/platform/server-needs-test.ts
// check: ranks
// prints: nobody-imports-test: server/platform/server-needs-test.ts -> test/support/wait-for.ts
import { waitFor } from '#test/support/wait-for.ts';

export const wait = waitFor;
