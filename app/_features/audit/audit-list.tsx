'use client';

import { ScrollText, SearchX } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import type { Outputs } from '#app/_data/outputs.ts';
import { Button } from '#app/_ui/button.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Kbd } from '#app/_ui/kbd.tsx';
import { scrollable } from '#app/_ui/page.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { useKeys } from '#app/_ui/use-keys.ts';
import { type AuditFilter, isFiltering } from './audit-filter.ts';
import { AuditHistogram } from './audit-histogram.tsx';
import { type AuditRow, AuditTable } from './audit-table.tsx';
import { type AuditView, useAuditHistogram } from './use-audit-view.ts';

/** Records over time, and below them the list. On phones both scroll as one. */
export function AuditList({
  view,
  rows,
  filter,
  selected,
  isSmall,
  log,
  onChange,
  onSelect,
  onStep,
}: {
  view: AuditView;
  rows: readonly AuditRow[];
  filter: AuditFilter;
  selected: number | null;
  isSmall: boolean;
  log: Outputs['audit']['state'] | undefined;
  onChange: (filter: AuditFilter) => void;
  onSelect: (index: number) => void;
  onStep: (by: 1 | -1) => void;
}) {
  const t = useTranslations('audit');
  const [nowMs] = useState(() => Date.now());
  const outer = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLElement>(null);
  const [top, setTop] = useState(0);
  const [shown, setShown] = useState({ first: 0, last: 0 });
  const histogram = useAuditHistogram(view, filter, log?.firstAt ? { firstMs: Date.parse(log.firstAt), nowMs } : null);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = view.pages;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);
  const onShown = useCallback((first: number, last: number) => setShown({ first, last }), []);
  useEffect(() => setTop(isSmall ? (inner.current?.offsetTop ?? 0) : 0), [isSmall]);
  useKeys({ j: () => onStep(1), k: () => onStep(-1) });
  return (
    <div ref={outer} className="relative flex min-h-0 min-w-0 flex-1 flex-col max-wide:overflow-auto">
      <AuditHistogram bins={histogram.bins ?? []} span={histogram.span} total={view.view.data?.total} filter={filter} onChange={onChange} />
      <section
        ref={inner}
        aria-label={t('list')}
        {...scrollable}
        className="min-h-0 flex-1 scroll-thin overflow-auto focus-visible:-outline-offset-2 max-wide:flex-none max-wide:overflow-visible"
      >
        {rows.length === 0 ? (
          <NoRows view={view} filter={filter} />
        ) : (
          <AuditTable
            key={isSmall ? 'small' : 'wide'}
            {...{ rows, isSmall, top, selected, onSelect, onShown }}
            hasMore={hasNextPage}
            scroller={isSmall ? outer : inner}
            onMore={more}
          />
        )}
      </section>
      <ListFoot shown={shown} total={view.view.data?.total ?? 0} hasRows={rows.length > 0} isOpen={selected !== null}>
        <NewerRecords view={view} size={log?.size ?? 0} />
      </ListFoot>
    </div>
  );
}

function RetryButton({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations('ui');
  return (
    <Button size="s" onClick={onRetry}>
      {t('tryAgain')}
    </Button>
  );
}

/** Why there is no row: an error, a moment, or a log that holds none of this. */
function NoRows({ view, filter }: { view: AuditView; filter: AuditFilter }) {
  const t = useTranslations('audit');
  const failure = useFailureWords();
  const error = view.view.error ?? view.pages.error;
  if (error) {
    const retry = <RetryButton onRetry={() => void (view.view.error ? view.view : view.pages).refetch()} />;
    return <ErrorState className="p-5" error={failure(error)} actions={retry} />;
  }
  if (view.view.isPending || view.pages.isPending) {
    return <Skeleton className="p-5" label={t('loading')} widths={['70%', '85%', '60%', '80%', '65%', '75%', '90%']} />;
  }
  const isFiltered = isFiltering(filter);
  return (
    <EmptyState icon={isFiltered ? SearchX : ScrollText} title={t(isFiltered ? 'noMatch' : 'none')} className="min-h-60">
      {t(isFiltered ? 'noMatchLead' : 'noneLead')}
    </EmptyState>
  );
}

/** What was recorded since this view was opened, its own record left out; opening it anew is recorded again. */
function NewerRecords({ view, size }: { view: AuditView; size: number }) {
  const t = useTranslations('audit');
  const opened = Number(view.view.data?.viewId.split('.')[0] ?? Number.POSITIVE_INFINITY);
  const count = size - opened - 1;
  if (!(count > 0)) return null;
  return (
    <button type="button" className="link ml-auto" onClick={() => void view.view.refetch()}>
      {t('newer', { count })}
    </button>
  );
}

function ListFoot({
  shown,
  total,
  hasRows,
  isOpen,
  children,
}: {
  shown: { first: number; last: number };
  total: number;
  hasRows: boolean;
  /** Whether one of them stands open beside the list. */
  isOpen: boolean;
  children: ReactNode;
}) {
  const t = useTranslations('audit');
  const format = useFormatter();
  const place = {
    first: format.number(shown.first),
    last: format.number(Math.max(shown.first, shown.last)),
    total: format.number(Math.max(total, shown.last)),
  };
  return (
    <div className="flex flex-none gap-4 border-t border-line px-4 py-1.5 text-12 text-ink-3 max-wide:hidden">
      <span>{hasRows ? t('place', place) : ' '}</span>
      {hasRows ? (
        <>
          <span>
            <Kbd>J</Kbd> <Kbd>K</Kbd> {t('move')}
          </span>
          {isOpen ? (
            <span>
              <Kbd>Esc</Kbd> {t('closeKey')}
            </span>
          ) : null}
        </>
      ) : null}
      <span>
        <Kbd>/</Kbd> {t('searchKey')}
      </span>
      {children}
    </div>
  );
}
