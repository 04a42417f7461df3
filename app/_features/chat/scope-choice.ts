import type { Repository } from './view.ts';

/** Read on the server, so that the first paint is right. */
export const SCOPE_COOKIE = 'cloister-scope';

/** So few repositories are one code base to a team: a first question is asked of all of them, and not of none. */
const FEW = 3;

type Named = Pick<Repository, 'id' | 'name'>;

/** Repositories that can be asked now. */
export function askable(repositories: readonly Repository[]): Repository[] {
  return repositories.filter((repository) => repository.revision);
}

/** The scope that somebody asked of last on this device, as names; else all there are, where they are few. */
export function lastScope(cookie: string | undefined, userId: string, repositories: readonly Named[]): string[] {
  const [keptFor, ...ids] = cookie?.split('.') ?? [];
  const kept = keptFor === userId;
  return repositories.filter(({ id }) => (kept ? ids.includes(id) : repositories.length <= FEW)).map(({ name }) => name);
}

/** What the cookie holds for the next new chat: whose scope it is, and its repositories. */
export function scopeCookie(userId: string, names: readonly string[], repositories: readonly Named[]): string {
  return [userId, ...repositories.filter(({ name }) => names.includes(name)).map(({ id }) => id)].join('.');
}
