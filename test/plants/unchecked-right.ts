// put at: server/repositories/unchecked-right.ts
// check: types
// prints: is not assignable to parameter of type 'Authorized<"repository">'
import type { Authorized, Target } from '#server/platform/index.ts';

function readLines(repository: Authorized<'repository'>): string {
  return repository.id;
}

export function readAnything(target: Target<'repository'>): string {
  return readLines(target);
}
