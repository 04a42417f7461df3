'use client';

import { useTranslations } from 'next-intl';
import { FacetBox, FacetGroup } from '#app/_ui/facet.tsx';
import type { FacetValue } from './result-groups.ts';
import { type SearchState, toggleFacet } from './search-params.ts';
import type { useSearch } from './use-search.ts';

/** Where to search, and what to show of it. A tick at a repository changes the scope; the others only filter what was found. */
export function SearchFacets({
  state,
  search,
  onChange,
}: {
  state: SearchState;
  search: ReturnType<typeof useSearch>;
  onChange: (state: SearchState) => void;
}) {
  const t = useTranslations('search');
  const { found, ready } = search;
  const counts = new Map(found?.repositories.map((one) => [one.value, one.count]));
  const inScope = (name: string) => search.scope.includes(name);
  return (
    <div>
      <FacetGroup title={t('facet.repository')} className="mb-4">
        {ready.map(({ name }) => {
          const count = found && inScope(name) ? (counts.get(name) ?? 0) : undefined;
          return (
            <FacetBox
              key={name}
              className="min-h-7 text-13"
              name={name}
              label={count === undefined ? t('facetPlain', { name }) : t('facetCount', { name, count })}
              count={count}
              checked={state.repositories.includes(name)}
              onChange={() => onChange(toggleFacet(state, 'repositories', name))}
            />
          );
        })}
      </FacetGroup>
      <Values title={t('facet.language')} field="languages" values={found?.languages} empty={t('otherLanguage')} {...{ state, onChange }} />
      <Values title={t('facet.folder')} field="folders" values={found?.folders} empty={t('rootFolder')} {...{ state, onChange }} />
      <p className="text-12 text-ink-3">{t('counted')}</p>
    </div>
  );
}

/** So many values of a facet are shown; the least of them say little. */
const SHOWN = 10;

function Values({
  title,
  field,
  values = [],
  empty,
  state,
  onChange,
}: {
  title: string;
  field: 'languages' | 'folders';
  values: readonly FacetValue[] | undefined;
  empty: string;
  state: SearchState;
  onChange: (state: SearchState) => void;
}) {
  const t = useTranslations('search');
  const gone = state[field].filter((value) => !values.some((one) => one.value === value)).map((value) => ({ value, count: 0 }));
  const shown = [...values.filter((one, at) => at < SHOWN || state[field].includes(one.value)), ...gone].filter(
    (one) => one.value !== '' || one.count > 0,
  );
  if (shown.length === 0) return null;
  return (
    <FacetGroup title={title} className="mb-4">
      {shown.map(({ value, count }) => {
        const name = value === '' ? empty : value;
        return (
          <FacetBox
            key={value}
            className="min-h-7 text-13"
            name={name}
            label={t('facetCount', { name, count })}
            count={count}
            checked={state[field].includes(value)}
            onChange={() => onChange(toggleFacet(state, field, value))}
          />
        );
      })}
    </FacetGroup>
  );
}
