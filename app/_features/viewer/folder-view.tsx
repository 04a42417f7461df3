'use client';

import { useQuery } from '@tanstack/react-query';
import { FileCode, Folder, FolderOpen } from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { LeafBody } from '#app/_ui/page.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { byteWords } from '../repositories/byte-words.ts';
import { viewerHref } from './viewer-href.ts';
import type { ViewerAddress } from './viewer-path.ts';

/** A folder's files and folders. `otherwise` stands where there is no such folder. */
export function FolderView({ address, otherwise }: { address: ViewerAddress; otherwise?: ReactNode }) {
  const t = useTranslations('viewer');
  const trpc = useTRPC();
  const failure = useFailureWords();
  const format = useFormatter();
  const { repository, revision, path } = address;
  const folder = useQuery({
    ...trpc.repositories.tree.queryOptions({ repository, revision, path }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (folder.error) return otherwise ?? <ErrorState className="flex-1 p-5" error={failure(folder.error)} />;
  if (!folder.data)
    return <Skeleton className="flex-1 content-start p-5" label={t('folderLoading', { folder: path })} widths={['40%', '30%', '50%']} />;
  if (folder.data.length === 0) {
    return (
      otherwise ?? (
        <EmptyState icon={FolderOpen} title={t('folderEmpty')} className="flex-1">
          {t('folderEmptyLead')}
        </EmptyState>
      )
    );
  }
  const entries = folder.data.toSorted((a, b) => (a.kind === b.kind ? (a.name < b.name ? -1 : 1) : a.kind === 'folder' ? -1 : 1));
  return (
    <LeafBody label={path === '' ? t('root') : t('folder', { path })}>
      <ul className="mx-auto max-w-[880px] p-5 max-wide:p-3">
        {entries.map((entry) => (
          <li key={entry.name} className="border-b border-line last:border-0">
            <Link
              className="flex min-h-9 items-center gap-2 rounded-control px-2 text-ink hover:bg-hover hover:no-underline focus-visible:-outline-offset-2 max-wide:min-h-11"
              href={viewerHref({ repository, revision, path: path === '' ? entry.name : `${path}/${entry.name}` })}
            >
              <Icon of={entry.kind === 'folder' ? Folder : FileCode} size={14} className="text-ink-3" />
              <span className="min-w-0 flex-1 truncate">{entry.name}</span>
              {entry.sizeBytes === undefined ? null : (
                <span className="text-12 text-ink-3">{byteWords(entry.sizeBytes, format.number)}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </LeafBody>
  );
}
