import type { EventPassage, TrailStep } from '#server/scheduling/index.ts';
import type { ScopeEntry } from './answer-rows.ts';

/**
 * Sentences that the appliance itself says where a model would have to guess. They are answers, so they are stored as they
 * were said; pages and console show them like any other.
 */

type Searched = Pick<Extract<TrailStep, { kind: 'search' }>, 'query' | 'carried'>;

/** "Not found in X at Y. Searched A, B, C." */
export function nothingFound(scope: readonly ScopeEntry[], searched: readonly Searched[]): string {
  return `Not found in ${scopeInWords(scope)}. Searched ${searched.map(inWords).join(', ')}.`;
}

/** No model is served: what was found stands beside it. */
export function noEngine(scope: readonly ScopeEntry[], passages: readonly EventPassage[]): string {
  if (scope.length === 0) return 'No model is served on this box, so nothing could be written.';
  const count = passages.length === 1 ? '1 passage' : `${passages.length} passages`;
  return `No model is served on this box, so there is no prose. ${count} found in ${scopeInWords(scope)}.`;
}

function inWords({ query, carried }: Searched): string {
  return carried ? `“${query}” with “${carried}” from before` : `“${query}”`;
}

function scopeInWords(scope: readonly ScopeEntry[]): string {
  const names = scope.map(({ repository, revision }) => `${repository} at ${revision.slice(0, 7)}`);
  return new Intl.ListFormat('en').format(names);
}
