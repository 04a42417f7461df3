// put at: server/repositories/forged-right.ts
// check: tidy
// prints: an Authorized is made outside identity: call authorize
import type { Authorized, Target } from '#server/platform/index.ts';

export function trust(target: Target<'repository'>): Authorized<'repository'> {
  return target as Authorized<'repository'>;
}
