'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { languageName } from './language-name.ts';
import { literalMarker, type Marker, regexMarker, wordMarker } from './marks.ts';
import { countBy, type FacetValue, type FileGroup, type FoundPassage, groupByFile, topFolder } from './result-groups.ts';
import type { SearchKind, SearchState } from './search-params.ts';

/** Repositories that one search takes at most, as the server says too. */
const SCOPE = 16;
/** Passages asked for: what one looks through, not what there is. */
export const RESULTS = 200;

type Repository = Outputs['repositories']['list'][number];

/** What was found, as the page shows it. */
export interface Found {
  answer: Outputs['search']['run'];
  /** After the filters. */
  groups: FileGroup[];
  shown: number;
  languages: FacetValue[];
  folders: FacetValue[];
  repositories: FacetValue[];
}

/** Runs the search that the address holds. Each run is recorded, so it runs once for one query and scope, and not while one types. */
export function useSearch(state: SearchState) {
  const trpc = useTRPC();
  const repositories = useQuery(trpc.repositories.list.queryOptions());
  const ready = (repositories.data ?? []).filter((repository) => repository.revision !== undefined);
  const scope = state.repositories.length > 0 ? state.repositories : ready.slice(0, SCOPE).map((repository) => repository.name);
  const isAsked = state.text.trim() !== '' && scope.length > 0;
  const run = useQuery({
    ...trpc.search.run.queryOptions({ repositories: scope, text: state.text, kind: state.kind, limit: RESULTS }),
    enabled: isAsked,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  });
  const answer = run.data;
  const found = useMemo(() => (answer ? filtered(answer, state) : null), [answer, state]);
  return { repositories, ready, scope, isAsked, run, found };
}

export type { Repository };

function filtered(answer: Outputs['search']['run'], state: SearchState): Found {
  const all: FoundPassage[] = answer.results;
  const inLanguage = (passage: FoundPassage) => state.languages.length === 0 || state.languages.includes(languageName(passage.path));
  const inFolder = (passage: FoundPassage) => state.folders.length === 0 || state.folders.includes(topFolder(passage.path));
  const shown = all.filter((passage) => inLanguage(passage) && inFolder(passage));
  return {
    answer,
    groups: groupByFile(shown),
    shown: shown.length,
    // A facet counts under the other facets: a tick there changes the figures here, never its own.
    languages: countBy(all.filter(inFolder), (passage) => languageName(passage.path)),
    folders: countBy(all.filter(inLanguage), (passage) => topFolder(passage.path)),
    repositories: countBy(shown, (passage) => passage.repository),
  };
}

const nothing: Marker = () => [];

/** What marks a query's matches in a line; the one for expressions comes a moment later. */
export function useMarker(text: string, kind: SearchKind): Marker {
  const plain = useMemo(() => (kind === 'words' ? wordMarker(text) : kind === 'literal' ? literalMarker(text) : nothing), [text, kind]);
  const [regex, setRegex] = useState<{ text: string; marker: Marker } | null>(null);
  useEffect(() => {
    let isWanted = kind === 'regex';
    if (isWanted) void regexMarker(text).then((marker) => isWanted && setRegex({ text, marker }));
    return () => {
      isWanted = false;
    };
  }, [text, kind]);
  return kind === 'regex' && regex?.text === text ? regex.marker : plain;
}
