export const searchKinds = ['words', 'literal', 'regex'] as const;
export type SearchKind = (typeof searchKinds)[number];

/** What the search page shows, as its address says it. */
export interface SearchState {
  text: string;
  kind: SearchKind;
  /** Names of repositories; none means all that the person may read. */
  repositories: string[];
  languages: string[];
  folders: string[];
}

export const emptySearch: SearchState = { text: '', kind: 'words', repositories: [], languages: [], folders: [] };

const lists = [
  ['repo', 'repositories'],
  ['lang', 'languages'],
  ['folder', 'folders'],
] as const;

/** The search that an address holds; an unknown kind is words. */
export function searchFromUrl(params: URLSearchParams): SearchState {
  const kind = searchKinds.find((known) => known === params.get('kind')) ?? 'words';
  const state: SearchState = { ...emptySearch, text: params.get('q') ?? '', kind };
  for (const [key, field] of lists) state[field] = [...new Set(params.getAll(key).filter((value) => value !== ''))];
  return state;
}

/** The address of a search; what is as it was from the start is left out. */
export function searchToUrl(state: SearchState): URLSearchParams {
  const params = new URLSearchParams();
  if (state.text !== '') params.set('q', state.text);
  if (state.kind !== 'words') params.set('kind', state.kind);
  for (const [key, field] of lists) for (const value of [...state[field]].sort()) params.append(key, value);
  return params;
}

/** Adds a value to one of the lists, or takes it out where it stands in it. */
export function toggleFacet(state: SearchState, field: 'repositories' | 'languages' | 'folders', value: string): SearchState {
  const list = state[field];
  return { ...state, [field]: list.includes(value) ? list.filter((other) => other !== value) : [...list, value] };
}
