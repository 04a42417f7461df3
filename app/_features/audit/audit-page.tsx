'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, ListFilter, ShieldCheck } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Button, buttonClass } from '#app/_ui/button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Menu, MenuItem, MenuLabel } from '#app/_ui/menu.tsx';
import { scrollable } from '#app/_ui/page.tsx';
import { Sheet } from '#app/_ui/sheet.tsx';
import { useKeys } from '#app/_ui/use-keys.ts';
import { NARROW, SMALL, useMedia } from '#app/_ui/use-media.ts';
import { useUrlParams } from '#app/_ui/use-url-params.ts';
import { TopBar } from '../shell/top-bar.tsx';
import { AuditFacets } from './audit-facets.tsx';
import { type AuditFilter, filterFromUrl, filterToUrl } from './audit-filter.ts';
import { AuditList } from './audit-list.tsx';
import { AuditQueryRow } from './audit-query-row.tsx';
import { AuditRecord, RecordHead } from './audit-record.tsx';
import { AuditTiles, type Verified } from './audit-tiles.tsx';
import { type AuditView, useAuditView } from './use-audit-view.ts';

/** The audit log: what it proves, a filter, records over time and in a list, one of them in a drawer. */
export function AuditPage() {
  const t = useTranslations('audit');
  const trpc = useTRPC();
  const isNarrow = useMedia(NARROW);
  const isSmall = useMedia(SMALL);
  const [params, changeParams] = useUrlParams();
  const [filtersOpen, setFiltersOpen] = useState(false);
  const filter = useMemo(() => filterFromUrl(params), [params]);
  const selected = selectedFrom(params);
  const view = useAuditView(filter);
  const state = useQuery(trpc.audit.state.queryOptions());
  const { verified, verify } = useVerification();
  const search = useRef<HTMLInputElement>(null);

  const change = useCallback(
    (next: AuditFilter, record: number | null = null) => {
      const to = filterToUrl(next);
      if (record !== null) to.set('record', String(record));
      changeParams(to);
    },
    [changeParams],
  );
  const select = useCallback((index: number | null) => change(filter, index), [change, filter]);
  const rows = useMemo(() => view.pages.data?.pages.flat() ?? [], [view.pages.data]);
  const step = (by: 1 | -1) => {
    const at = rows.findIndex((row) => row.index === selected);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
    if (next) select(next.index);
  };
  // Who closes a record is where it was opened.
  const close = () => {
    select(null);
    document.querySelector<HTMLElement>(`[data-record="${selected}"]`)?.focus();
  };
  useKeys({ '/': () => search.current?.select(), ...(selected !== null && { escape: close }) });
  const open = { selected, view, onMove: step, onClose: close };
  const facets = <AuditFacets facets={view.facets.data} filter={filter} onChange={change} />;
  return (
    <>
      <AuditBar state={state.data} filter={filter} onVerify={verify} isVerifying={verified.state === 'running'} />
      <AuditTiles state={state.data} verified={verified} />
      <AuditQueryRow
        searchRef={search}
        filter={filter}
        onChange={change}
        filters={
          <Button size="s" className="wide:hidden" onClick={() => setFiltersOpen(true)}>
            <Icon of={ListFilter} size={14} />
            {t('filters')}
          </Button>
        }
      />
      <div className="flex min-h-0 flex-1">
        <aside
          aria-label={t('filters')}
          className="w-[184px] flex-none overflow-auto border-r border-line py-3 pr-3 pl-5 [scrollbar-width:none] max-wide:hidden"
        >
          {facets}
        </aside>
        <AuditList {...{ view, rows, filter, selected, isSmall, log: state.data, onChange: change, onSelect: select, onStep: step }} />
        {isNarrow ? null : <RecordDrawer {...open} />}
      </div>
      {isNarrow ? <RecordSheet {...open} /> : null}
      <Sheet title={t('filters')} open={filtersOpen} onOpenChange={setFiltersOpen}>
        {facets}
      </Sheet>
    </>
  );
}

type Open = { selected: number | null; view: AuditView; onMove: (by: 1 | -1) => void; onClose: () => void };

function RecordDrawer({ selected, ...rest }: Open) {
  const t = useTranslations('audit.record');
  if (selected === null) return null;
  return (
    <aside
      aria-label={t('title', { index: selected })}
      {...scrollable}
      className="w-[372px] flex-none scroll-thin overflow-auto border-l border-line focus-visible:-outline-offset-2 max-margin:hidden"
    >
      <AuditRecord index={selected} {...rest} />
    </aside>
  );
}

function RecordSheet({ selected, view, onMove, onClose }: Open) {
  const t = useTranslations('audit.record');
  return (
    <Sheet
      title={t('title', { index: selected ?? 0 })}
      head={selected === null ? null : <RecordHead index={selected} view={view} onMove={onMove} />}
      open={selected !== null}
      onOpenChange={onClose}
    >
      {selected === null ? null : <AuditRecord index={selected} view={view} onMove={onMove} />}
    </Sheet>
  );
}

function selectedFrom(params: URLSearchParams): number | null {
  const text = params.get('record');
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function AuditBar({
  state,
  filter,
  onVerify,
  isVerifying,
}: {
  state: { size: number; firstAt: string | null } | undefined;
  filter: AuditFilter;
  onVerify: () => void;
  isVerifying: boolean;
}) {
  const t = useTranslations('audit');
  const format = useFormatter();
  const since = state?.firstAt ? format.dateTime(new Date(state.firstAt), { dateStyle: 'medium' }) : '';
  const download = (type: string) => {
    const query = filterToUrl(filter);
    query.set('format', type);
    // The answer is an attachment: the page stays where it is.
    window.location.assign(`/audit/export?${query}`);
  };
  return (
    <TopBar
      title={t('title')}
      about={
        state ? (
          <span className="min-w-0 truncate text-12 text-ink-3 max-wide:hidden">{t('about', { records: state.size, since })}</span>
        ) : null
      }
    >
      <Button look="quiet" size="s" busy={isVerifying} onClick={onVerify}>
        <Icon of={ShieldCheck} size={14} />
        <span className="max-wide:sr-only">{t('verify')}</span>
      </Button>
      <Menu
        trigger={
          <button type="button" className={buttonClass({ size: 's' })}>
            <Icon of={Download} size={14} />
            {t('export')}
          </button>
        }
      >
        <MenuItem onSelect={() => download('csv')}>{t('exportCsv')}</MenuItem>
        <MenuItem onSelect={() => download('jsonl')}>{t('exportJsonl')}</MenuItem>
        <MenuLabel className="max-w-64 px-2 py-1 text-12 text-ink-3">{t('exportNote')}</MenuLabel>
      </Menu>
    </TopBar>
  );
}

function useVerification(): { verified: Verified; verify: () => void } {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const failure = useFailureWords();
  const call = useMutation(
    trpc.audit.verify.mutationOptions({ onSettled: () => queries.invalidateQueries({ queryKey: trpc.audit.state.queryKey() }) }),
  );
  const verified: Verified = call.isPending
    ? { state: 'running' }
    : call.error
      ? { state: 'failed', error: failure(call.error) }
      : call.data
        ? { state: 'read', result: call.data, atMs: call.submittedAt }
        : { state: 'unknown' };
  return { verified, verify: () => call.mutate() };
}
