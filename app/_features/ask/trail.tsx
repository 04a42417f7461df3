'use client';

import { ChevronRight, FileCode, Search, TextQuote } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { wordLineRange } from '../viewer/line-range.ts';

/** One search, one reading or one asking for a source on the way to an answer. */
export type TrailStep = NonNullable<Outputs['chat']['get']['messages'][number]['answer']>['trail'][number];

/** What was searched and read for an answer: open for who watches it being made, folded for who comes later. */
export function Trail({ steps, live }: { steps: readonly TrailStep[]; live: boolean }) {
  const t = useTranslations('ask');
  const format = useFormatter();
  // Only its start counts: folding it when the answer ends would move what is being read.
  const [open] = useState(live);
  if (steps.length === 0) return null;
  const searches = steps.filter((step) => step.kind === 'search').length;
  const reads = steps.filter((step) => step.kind === 'read').length;
  const tookMs = steps.reduce((sum, step) => sum + (step.kind === 'search' ? step.tookMs : 0), 0);
  return (
    <details open={open} className="group mb-4 rounded-card border border-line text-12 text-ink-2">
      <summary className="flex min-h-8 cursor-pointer list-none items-center gap-2 px-3 max-wide:min-h-10 [&::-webkit-details-marker]:hidden">
        <Icon of={ChevronRight} size={14} className="group-open:rotate-90" />
        <span className="font-medium">
          {t('steps', { steps: steps.length })}: {t('searches', { searches })}
          {reads > 0 ? `, ${t('reads', { reads })}` : ''}
        </span>
        <span className="text-ink-3 max-wide:hidden">{t('searchedIn', { time: duration(tookMs, format) })}</span>
      </summary>
      <ol className="border-t border-line py-1">
        {[...steps.keys()].map((at) => {
          const step = steps[at];
          return step ? <Step key={at} step={step} /> : null;
        })}
      </ol>
    </details>
  );
}

const icons = { search: Search, read: FileCode, source: TextQuote } as const;

function Step({ step }: { step: TrailStep }) {
  const t = useTranslations('ask');
  const { name, what, figure } = wordsOf(step, t);
  return (
    <li className="grid min-h-6 grid-cols-[16px_72px_minmax(0,1fr)_auto] items-center gap-2 px-3 max-wide:grid-cols-[16px_minmax(0,1fr)_auto]">
      <Icon of={icons[step.kind]} size={14} />
      <span className="max-wide:hidden">{name}</span>
      {step.kind === 'source' ? (
        <span className="truncate" title={what}>
          {what}
        </span>
      ) : (
        <code className="truncate text-ink" title={what}>
          {what}
        </code>
      )}
      <span className="min-w-[72px] text-right text-ink-3">{figure}</span>
      {step.kind === 'search' && step.carried ? (
        <span className="col-start-3 mb-1 text-ink-3 [overflow-wrap:anywhere] max-wide:col-start-2">
          {t('carried', { carried: step.carried })}
        </span>
      ) : null}
    </li>
  );
}

function wordsOf(step: TrailStep, t: ReturnType<typeof useTranslations<'ask'>>): { name: string; what: string; figure: string } {
  switch (step.kind) {
    case 'search':
      return { name: t(`search.${step.search}`), what: step.query, figure: t('foundPassages', { count: step.passages }) };
    case 'read': {
      const ranges = step.ranges.map((range) => wordLineRange({ start: range.startLine, end: range.endLine }));
      const count = step.ranges.reduce((sum, range) => sum + range.endLine - range.startLine + 1, 0);
      return { name: t('read'), what: `${step.path}:${ranges.join(', ')}`, figure: t('lines', { count }) };
    }
    case 'source':
      return { name: t('sourceStep'), what: t('sourceAsked'), figure: t('foundPassages', { count: step.passages }) };
  }
}

/** 340 ms, 5.8 s. */
export function duration(ms: number, format: ReturnType<typeof useFormatter>): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${format.number(ms / 1_000, { maximumFractionDigits: 1 })} s`;
}
