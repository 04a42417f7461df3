'use client';

import { ListFilter } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMemo, useRef, useState } from 'react';
import { Button } from '#app/_ui/button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { LeafBody } from '#app/_ui/page.tsx';
import { Sheet } from '#app/_ui/sheet.tsx';
import { useKeys } from '#app/_ui/use-keys.ts';
import { useUrlParams } from '#app/_ui/use-url-params.ts';
import { TopBar } from '../shell/top-bar.tsx';
import { viewerHref } from '../viewer/viewer-href.ts';
import type { FileGroup } from './result-groups.ts';
import { SearchBox } from './search-box.tsx';
import { SearchFacets } from './search-facets.tsx';
import { SearchFoot } from './search-foot.tsx';
import { type SearchState, searchFromUrl, searchToUrl } from './search-params.ts';
import { SearchResults } from './search-results.tsx';
import { useSearch } from './use-search.ts';

/** Code search: one line of query, what to filter by, and passages by file. All of it stands in the address. */
export function SearchPage() {
  const t = useTranslations('search');
  const router = useRouter();
  const [params, changeParams] = useUrlParams();
  const state = useMemo(() => searchFromUrl(params), [params]);
  const search = useSearch(state);
  const [filtersOpen, setFiltersOpen] = useState(false);
  const [selected, setSelected] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const change = (next: SearchState) => {
    setSelected(0);
    changeParams(searchToUrl(next), next.text === state.text ? 'replace' : 'push');
  };
  const groups = search.found?.groups ?? [];
  const group = groups[selected];
  const move = (by: 1 | -1) => {
    const next = Math.min(groups.length - 1, Math.max(0, selected + by));
    setSelected(next);
    document.getElementById(`hit-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({
    '/': () => input.current?.select(),
    j: () => move(1),
    k: () => move(-1),
    arrowdown: () => move(1),
    arrowup: () => move(-1),
    enter: (event) => {
      // A link or a button that has focus does what it does.
      if (event.target instanceof HTMLElement && event.target.closest('a, button, [role="checkbox"]')) return event.target.click();
      if (group) router.push(hrefOf(group));
    },
  });
  const facets = <SearchFacets state={state} search={search} onChange={change} />;
  return (
    <>
      <TopBar title={t('title')}>
        <Button size="s" className="wide:hidden" onClick={() => setFiltersOpen(true)}>
          <Icon of={ListFilter} size={14} />
          {t('filters')}
        </Button>
      </TopBar>
      <SearchBox key={`${state.text} ${state.kind}`} ref={input} state={state} search={search} onChange={change} onDown={() => move(1)} />
      <LeafBody label={t('results')} className="flex flex-col">
        <div className="grid min-h-full flex-1 grid-cols-[208px_minmax(0,1fr)] max-wide:grid-cols-1">
          <aside aria-label={t('filters')} className="border-r border-line py-4 pr-3 pl-5 max-wide:hidden">
            {facets}
          </aside>
          <div className="min-w-0 px-5 pt-3 pb-8 max-wide:px-3">
            <SearchResults {...{ state, search, selected }} onSelect={setSelected} onChange={change} />
          </div>
        </div>
      </LeafBody>
      {groups.length > 0 ? <SearchFoot /> : null}
      <Sheet title={t('filters')} open={filtersOpen} onOpenChange={setFiltersOpen}>
        {facets}
      </Sheet>
    </>
  );
}

function hrefOf({ repository, revision, path, passages }: FileGroup): string {
  const best = passages[0];
  return viewerHref({ repository, revision, path, lines: best ? { start: best.startLine, end: best.endLine } : null });
}
