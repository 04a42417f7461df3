'use client';

import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTimeZone } from 'next-intl';
import { useEffect } from 'react';
import { codedIn } from '#app/_data/failure.ts';
import type { Inputs } from '#app/_data/outputs.ts';
import { useTRPC, useTRPCClient } from '#app/_data/trpc.tsx';
import { type AuditFilter, filterToUrl } from './audit-filter.ts';
import { histogramSpan } from './histogram.ts';
import { zoneOffsetMs } from './zone-time.ts';

/** Records of one page of the list: two screens. */
const PAGE_RECORDS = 100;

type SentFilter = NonNullable<Inputs['audit']['open']['filter']>;

function sent(filter: AuditFilter): SentFilter {
  const { fromMs, toMs, text, actorIds, actions, outcomes } = filter;
  return {
    actorIds,
    actions,
    outcomes,
    ...(fromMs !== undefined && { fromMs }),
    // The page's range ends before `toMs`; the log's filter includes its end.
    ...(toMs !== undefined && { untilMs: toMs - 1 }),
    ...(text && { text }),
  };
}

/**
 * One opened view of the log: its id, under which pages, facets and histogram are read. Opening is recorded, so a view stays open as
 * long as its filter stands; it is opened again where the appliance no longer knows it.
 */
export function useAuditView(filter: AuditFilter) {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const input = sent(filter);
  const filterKey = filterToUrl(filter).toString();
  const view = useQuery({
    queryKey: ['audit-view', filterKey],
    queryFn: () => client.audit.open.mutate({ filter: input }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  });
  const viewId = view.data?.viewId;
  const asked = { viewId: viewId ?? '', filter: input };
  const lasting = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false };
  const pages = useInfiniteQuery({
    queryKey: ['audit-pages', viewId],
    enabled: viewId !== undefined,
    ...lasting,
    initialPageParam: null as number | null,
    queryFn: ({ pageParam, signal }) => client.audit.page.query({ ...asked, beforeIndex: pageParam, limit: PAGE_RECORDS }, { signal }),
    getNextPageParam: (last) => (last.length < PAGE_RECORDS ? undefined : last.at(-1)?.index),
  });
  const facets = useQuery({ ...trpc.audit.facets.queryOptions(asked), enabled: viewId !== undefined, ...lasting });
  const isForgotten = codedIn(pages.error)?.code === 'request.notFound';
  useEffect(() => {
    if (isForgotten) void queries.invalidateQueries({ queryKey: ['audit-view', filterKey] });
  }, [isForgotten, filterKey, queries]);
  return { view, pages, facets, asked };
}

export type AuditView = ReturnType<typeof useAuditView>;

/**
 * The histogram of a view: the whole log, or, once a time is chosen, that time with half as much on either side, so that one sees what
 * was left out and can drag the range wider.
 */
export function useAuditHistogram(view: AuditView, filter: AuditFilter, log: { firstMs: number; nowMs: number } | null) {
  const trpc = useTRPC();
  const zone = useTimeZone() ?? 'UTC';
  const fromMs = filter.fromMs ?? log?.firstMs ?? 0;
  const toMs = filter.toMs ?? log?.nowMs ?? 1;
  const around = filter.fromMs === undefined && filter.toMs === undefined ? 0 : (toMs - fromMs) / 2;
  const span = histogramSpan(
    Math.max(0, Math.max(log?.firstMs ?? 0, fromMs - around)),
    Math.min(log?.nowMs ?? 1, toMs + around),
    zoneOffsetMs(toMs, zone),
  );
  const bins = useQuery({
    ...trpc.audit.histogram.queryOptions({
      ...view.asked,
      spanFromMs: Math.max(0, span.fromMs),
      spanUntilMs: span.toMs,
      bins: span.columns,
    }),
    enabled: view.view.data !== undefined && log !== null,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    placeholderData: (before) => before,
  });
  return { bins: bins.data, error: bins.error, span };
}
