import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySearch, searchFromUrl, searchKinds, searchToUrl, toggleFacet } from './search-params.ts';

const names = fc.uniqueArray(fc.string({ minLength: 1 }));
const states = fc.record({
  text: fc.string(),
  kind: fc.constantFrom(...searchKinds),
  repositories: names,
  languages: names,
  folders: names,
});

describe('a search in the address', () => {
  it('comes back as it went, odd characters included', () => {
    fc.assert(
      fc.property(states, (state) => {
        const again = searchFromUrl(new URLSearchParams(searchToUrl(state).toString()));
        expect(searchToUrl(again).toString()).toBe(searchToUrl(state).toString());
        expect(again.text).toBe(state.text);
        expect(again.kind).toBe(state.kind);
      }),
    );
  });

  it('is empty for an empty search and takes an unknown kind for words', () => {
    expect(searchToUrl(emptySearch).toString()).toBe('');
    expect(searchFromUrl(new URLSearchParams('q=a&kind=vector')).kind).toBe('words');
  });

  it('toggles a facet', () => {
    const on = toggleFacet(emptySearch, 'languages', 'C++');
    expect(searchToUrl(on).toString()).toBe('lang=C%2B%2B');
    expect(toggleFacet(on, 'languages', 'C++')).toEqual(emptySearch);
  });
});
