import type { Repository } from './view.ts';

const KEY = 'cloister-scope';

/** Repositories that can be asked now. */
export function askable(repositories: readonly Repository[]): Repository[] {
  return repositories.filter((repository) => repository.revision);
}

/** The scope that somebody asked of last on this device; else the only repository there is. */
export function lastScope(shelf: Pick<Storage, 'getItem'> | null, userId: string, names: readonly string[]): string[] {
  const kept = shelf?.getItem(`${KEY}:${userId}`) ?? null;
  if (kept === null) return names.length === 1 ? [...names] : [];
  const chosen = kept.split('\n');
  return names.filter((name) => chosen.includes(name));
}

/** Remembers a scope for the next new chat. */
export function rememberScope(shelf: Pick<Storage, 'setItem'>, userId: string, names: readonly string[]): void {
  shelf.setItem(`${KEY}:${userId}`, names.join('\n'));
}
