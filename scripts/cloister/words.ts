import messages from '#app/messages/en.json' with { type: 'json' };
import { fill, shownParams } from '#app/messages/error-words.ts';

type Leaves<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Leaves<T[K]>}` }[keyof T & string];

/** Names of the console's sentences in app/messages. */
export type WordKey = Leaves<typeof messages.console>;

/** A sentence of the console with its parameters filled in; sizes and times as a person reads them. */
export function words(key: WordKey, params: Record<string, string | number> = {}): string {
  let found: unknown = messages.console;
  for (const part of key.split('.')) found = (found as Record<string, unknown>)[part];
  return fill(String(found), shownParams(params));
}
