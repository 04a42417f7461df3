'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useTRPC } from '#app/_data/trpc.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { ColouredLine } from '#app/_ui/coloured-line.tsx';
import { useColouredLines } from '#app/_ui/use-colours.ts';
import { wordLineRange } from '../viewer/line-range.ts';
import { type ExcerptLines, excerptLines } from './excerpt-lines.ts';
import type { Passage } from './passage.ts';

/**
 * The cited lines themselves, a few of them, read from git when somebody looks. They take their room at once, so that nothing moves when
 * they come.
 *
 * @param detail what the citation was verified by; '' for none
 */
export function Excerpt({
  answerId,
  passage,
  detail,
  atMost,
  className = 'border-verdigris-line bg-leaf',
}: {
  answerId: string;
  passage: Passage;
  detail: string;
  atMost: number;
  className?: string;
}) {
  const t = useTranslations('ask');
  const trpc = useTRPC();
  const { data, error } = useQuery({
    ...trpc.chat.passageLines.queryOptions({ answerId, number: passage.number }),
    // Lines at a pinned commit never change.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const shown = useMemo(() => (data ? excerptLines(data, detail, atMost) : null), [data, detail, atMost]);
  if (error) return <p className="mt-1 text-12 text-ink-3">{t('excerptGone')}</p>;
  const rows = Math.min(atMost, passage.endLine - passage.startLine + 1);
  return (
    <pre
      className={cn('mt-1.5 mb-0.5 overflow-hidden rounded-chip border px-1.5 py-1 text-11 [tab-size:4]', className)}
      style={{ minHeight: rows * 16 + 10 }}
    >
      {shown ? <Lines shown={shown} path={passage.path} /> : null}
    </pre>
  );
}

function Lines({ shown, path }: { shown: ExcerptLines; path: string }) {
  const t = useTranslations('ask');
  const { startLine, lines } = shown;
  const coloured = useColouredLines(lines.join('\n'), path);
  return (
    <>
      <span className="sr-only">
        {t('excerpt', { lines: wordLineRange({ start: startLine, end: startLine + lines.length - 1 }), path })}
      </span>
      {[...lines.keys()].map((at) => (
        <span key={at} className="block min-h-4 overflow-hidden text-ellipsis whitespace-pre" title={lines[at]}>
          <ColouredLine tokens={coloured[at] ?? []} />
        </span>
      ))}
    </>
  );
}
