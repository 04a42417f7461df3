'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '#app/_ui/class-names.ts';
import { wordLineRange } from '../viewer/line-range.ts';
import { citeClass } from './cite-chip.tsx';
import { Excerpt } from './excerpt.tsx';
import type { Passage } from './passage.ts';
import { passageHref } from './passage-href.ts';

const CARD_LINES = 4;

/**
 * Passages in the place of an answer, best first: all of them where only evidence was asked for; the first few, with the way to the rest,
 * where there is no margin to hold them while an answer is still to come.
 */
export function PassageCards({
  passages,
  answerId,
  atMost,
  rest,
  withLines = false,
}: {
  passages: readonly Passage[];
  answerId: string;
  atMost?: number;
  rest?: ReactNode;
  /** Shows the lines of each: where they are all that there is to read. */
  withLines?: boolean;
}) {
  const t = useTranslations('ask');
  const several = passages.some((passage) => passage.repository !== passages[0]?.repository);
  return (
    <ol aria-label={t('allPassages')} className="mb-4 overflow-hidden rounded-card border border-line">
      {passages.slice(0, atMost).map((passage) => (
        <li key={passage.number} className="border-b border-line last:border-b-0">
          <Link
            href={passageHref(passage, answerId)}
            prefetch={false}
            data-row=""
            className="block px-3 py-1.5 text-ink hover:bg-hover hover:no-underline focus-visible:-outline-offset-2"
          >
            <span className="flex min-h-6 items-center gap-2 max-wide:min-h-8 max-wide:flex-wrap">
              <span aria-hidden="true" className={`${citeClass('checking', false)} min-w-5 text-center`}>
                {passage.number}
              </span>
              <span className="min-w-0 truncate font-mono text-12 font-medium">{passage.path}</span>
              <span className="font-mono text-12 whitespace-nowrap text-ink-3">
                {wordLineRange({ start: passage.startLine, end: passage.endLine })}
              </span>
              <span className="ml-auto flex min-w-0 items-center gap-2 text-12 text-ink-2">
                {passage.symbol ? <code className={cn('truncate', withLines && 'max-wide:hidden')}>{passage.symbol}</code> : null}
                {several ? <span className="whitespace-nowrap text-ink-3 max-wide:hidden">{passage.repository}</span> : null}
              </span>
            </span>
            {withLines ? (
              <Excerpt
                {...{ answerId, passage }}
                detail={passage.symbol ?? ''}
                atMost={CARD_LINES}
                className="ml-7 border-line bg-well max-wide:ml-0"
              />
            ) : null}
          </Link>
        </li>
      ))}
      {atMost !== undefined && passages.length > atMost ? <li className="px-1 py-1">{rest}</li> : null}
    </ol>
  );
}
