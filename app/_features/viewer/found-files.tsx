'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { FileCode } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { viewerHref } from './viewer-href.ts';
import type { ViewerAddress } from './viewer-path.ts';

/** Files whose path is like what was typed, best first. */
export function FoundFiles({ address, text, onOpen }: { address: ViewerAddress; text: string; onOpen: () => void }) {
  const t = useTranslations('viewer');
  const trpc = useTRPC();
  const failure = useFailureWords();
  const { repository, revision } = address;
  const found = useQuery({
    ...trpc.repositories.findFile.queryOptions({ repository, revision, text }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  if (found.error) return <ErrorState className="p-3" error={failure(found.error)} />;
  if (!found.data) return <Skeleton className="p-3" label={t('treeLoading')} widths={['60%', '75%', '50%']} />;
  return (
    <div className="min-h-0 flex-1 scroll-thin overflow-auto px-2 pb-2 max-wide:px-0">
      <p role="status" className="px-2 pb-1 text-12 text-ink-3">
        {found.data.length === 0 ? t('noFile', { text }) : t('found', { count: found.data.length })}
      </p>
      <ul>
        {found.data.map((path) => (
          <li key={path}>
            <Link
              href={viewerHref({ repository, revision, path })}
              onClick={onOpen}
              title={path}
              className="flex items-start gap-1.5 rounded-control px-2 py-1 text-ink-2 hover:bg-hover hover:no-underline focus-visible:-outline-offset-2 max-wide:min-h-11"
            >
              <Icon of={FileCode} size={14} className="mt-[3px]" />
              <span className="min-w-0">
                <span className="block truncate text-ink">{path.split('/').at(-1)}</span>
                <span className="block truncate text-12 text-ink-3">{path.split('/').slice(0, -1).join('/')}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
