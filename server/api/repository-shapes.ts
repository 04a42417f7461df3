import { wordsOf } from '#app/messages/error-words.ts';
import type { ImportProgress, RepositoryView } from '#server/repositories/index.ts';

/** An import as a page shows it: its error with the words for it. */
export function importView({ error, ...progress }: ImportProgress) {
  return { ...progress, ...(error && { error: { ...error, ...wordsOf(error) } }) };
}

/** A repository, its import's error with the words for it. */
export function repositoryView<T extends RepositoryView>({ import: last, ...view }: T) {
  return { ...view, ...(last && { import: importView(last) }) };
}
