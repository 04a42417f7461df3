'use client';

import { BookMarked, FileSearch, SearchX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFailureWords } from '#app/_data/failure.ts';
import { Button, ButtonLink } from '#app/_ui/button.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { shortRevision } from '../repositories/revision-words.ts';
import { FileHit } from './file-hit.tsx';
import { emptySearch, type SearchState } from './search-params.ts';
import { type Found, useMarker, type useSearch } from './use-search.ts';

type Props = { state: SearchState; search: ReturnType<typeof useSearch>; onChange: (state: SearchState) => void };

/** What was found, file by file; or why there is nothing to show. */
export function SearchResults({
  state,
  search,
  selected,
  onSelect,
  onChange,
}: Props & { selected: number; onSelect: (at: number) => void }) {
  const t = useTranslations('search');
  const failure = useFailureWords();
  const marker = useMarker(state.text, state.kind);
  const { found, run, isAsked, repositories } = search;
  const error = run.error ?? repositories.error;
  if (error)
    return (
      <ErrorState className="max-w-[560px] p-2" error={failure(error)} actions={<Retry run={run} state={state} onChange={onChange} />} />
    );
  if (repositories.data && search.ready.length === 0) return <NothingToSearch />;
  if (!isAsked && !repositories.isPending) {
    return (
      <EmptyState icon={FileSearch} title={t('start')} className="min-h-60">
        {t('startLead')}
      </EmptyState>
    );
  }
  if (!found) return <Skeleton className="p-2" label={t('loading')} widths={['40%', '85%', '70%', '30%', '80%', '65%']} />;
  if (found.groups.length === 0) return <NotFound {...{ state, search, onChange }} found={found} />;
  return (
    <div className={run.isFetching ? 'opacity-60' : ''}>
      {found.groups.map((group, at) => (
        <FileHit
          key={`${group.repository} ${group.path}`}
          id={`hit-${at}`}
          group={group}
          marker={marker}
          isSelected={at === selected}
          showsRepository={found.answer.scope.length > 1}
          onSelect={() => onSelect(at)}
        />
      ))}
      <Hidden found={found} state={state} onChange={onChange} />
    </div>
  );
}

function Hidden({ found, state, onChange }: { found: Found; state: SearchState; onChange: (state: SearchState) => void }) {
  const t = useTranslations('search');
  const hidden = found.answer.results.length - found.shown;
  if (hidden === 0) return null;
  return (
    <p className="px-3 py-1 text-12 text-ink-2">
      {t('hidden', { count: hidden })}{' '}
      <button type="button" className="link" onClick={() => onChange({ ...state, languages: [], folders: [] })}>
        {t('dropFilters')}
      </button>
    </p>
  );
}

function NotFound({ state, found, search, onChange }: Props & { found: Found }) {
  const t = useTranslations('search');
  const scope = found.answer.scope.map((one) => `${one.repository} @ ${shortRevision(one.revision)}`).join(', ');
  const isFiltered = found.answer.results.length > 0;
  return (
    <EmptyState
      icon={SearchX}
      title={t('notFound', { scope })}
      className="min-h-60"
      actions={
        <>
          {isFiltered ? (
            <Button size="s" onClick={() => onChange({ ...state, languages: [], folders: [] })}>
              {t('dropFilters')}
            </Button>
          ) : null}
          {state.kind === 'words' ? null : (
            <Button size="s" onClick={() => onChange({ ...state, kind: 'words' })}>
              {t('asWords')}
            </Button>
          )}
          {state.repositories.length > 0 && state.repositories.length < search.ready.length ? (
            <Button size="s" look="quiet" onClick={() => onChange({ ...emptySearch, text: state.text, kind: state.kind })}>
              {t('everywhere')}
            </Button>
          ) : null}
        </>
      }
    >
      {isFiltered ? t('hidden', { count: found.answer.results.length }) : <SearchedWords state={state} />}
    </EmptyState>
  );
}

function SearchedWords({ state }: { state: SearchState }) {
  const t = useTranslations('search');
  const what = { words: `“${state.text}”`, literal: `“${state.text}”`, regex: `/${state.text}/` }[state.kind];
  return <span className="[overflow-wrap:anywhere]">{t('notFoundLead', { what })}</span>;
}

function NothingToSearch() {
  const t = useTranslations('search');
  return (
    <EmptyState
      icon={BookMarked}
      title={t('noRepository')}
      className="min-h-60"
      actions={
        <ButtonLink size="s" look="ink" href="/repositories">
          {t('toRepositories')}
        </ButtonLink>
      }
    >
      {t('noRepositoryLead')}
    </EmptyState>
  );
}

function Retry({ run, state, onChange }: { run: { refetch: () => unknown }; state: SearchState; onChange: (state: SearchState) => void }) {
  const t = useTranslations('search');
  const ui = useTranslations('ui');
  return (
    <>
      <Button size="s" onClick={() => run.refetch()}>
        {ui('tryAgain')}
      </Button>
      {state.kind === 'words' ? null : (
        <Button size="s" look="quiet" onClick={() => onChange({ ...state, kind: state.kind === 'regex' ? 'literal' : 'words' })}>
          {t(state.kind === 'regex' ? 'asLiteral' : 'asWords')}
        </Button>
      )}
    </>
  );
}
