'use client';

import { useQuery } from '@tanstack/react-query';
import { FileX2 } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { codedIn, useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { ButtonLink } from '#app/_ui/button.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { shortRevision } from '../repositories/revision-words.ts';
import { FileView } from './file-view.tsx';
import { FolderView } from './folder-view.tsx';
import type { AnswerSource } from './sources.ts';
import { useLineRange } from './use-line-range.ts';
import { viewerHref } from './viewer-href.ts';
import type { ViewerAddress } from './viewer-path.ts';

/** What stands at a path: a file, a folder, or why neither can be shown. */
export function FilePane({ address, source }: { address: ViewerAddress; source: AnswerSource | null }) {
  const trpc = useTRPC();
  const { repository, revision, path } = address;
  const place = `${revision}/${path}?${useSearchParams()}`;
  const [range, setRange] = useLineRange(place);
  const file = useQuery({
    ...trpc.repositories.file.queryOptions({ repository, revision, path }),
    enabled: path !== '',
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    retry: false,
  });
  if (path === '') return <FolderView address={address} />;
  if (file.data) {
    const isHere = source !== null && source.path === path && source.repository === repository;
    return (
      <FileView
        key={`${file.data.blobId} ${path}`}
        {...{ address, range }}
        file={file.data}
        source={isHere ? source : null}
        onRange={setRange}
      />
    );
  }
  if (codedIn(file.error)?.code === 'file.notFound')
    return <FolderView address={address} otherwise={<Failed address={address} error={file.error} />} />;
  return file.error ? <Failed address={address} error={file.error} /> : <Loading path={path} />;
}

function Loading({ path }: { path: string }) {
  const t = useTranslations('viewer');
  return (
    <Skeleton
      className="flex-1 content-start p-5"
      label={t('loading', { path })}
      widths={['30%', '55%', '48%', '62%', '20%', '44%', '58%', '36%']}
    />
  );
}

/** The root of a revision is missing only where the whole revision is. */
function isRevisionGone(error: unknown): boolean {
  const coded = codedIn(error);
  return coded?.code === 'file.notFound' && 'path' in coded.params && coded.params.path === '/';
}

function RevisionGone({ address }: { address: ViewerAddress }) {
  const t = useTranslations('viewer');
  return (
    <EmptyState
      icon={FileX2}
      title={t('revisionGone', { revision: shortRevision(address.revision) })}
      className="flex-1"
      actions={
        <ButtonLink size="s" href={`/repositories/${encodeURIComponent(address.repository)}`}>
          {t('revisionGoneOpen', { repository: address.repository })}
        </ButtonLink>
      }
    >
      {t('revisionGoneLead')}
    </EmptyState>
  );
}

function Failed({ address, error }: { address: ViewerAddress; error: unknown }) {
  const t = useTranslations('viewer');
  const failure = useFailureWords();
  const words = failure(error);
  if (isRevisionGone(error)) return <RevisionGone address={address} />;
  // A binary or a large file is no fault: it is there, and it is only not shown.
  const isQuiet = words.code === 'file.binary' || words.code === 'file.tooLarge' || words.code === 'file.notFound';
  return (
    <div className="min-w-0 flex-1 overflow-auto p-5">
      <ErrorState
        className="max-w-[560px]"
        error={words}
        tone={isQuiet ? 'quiet' : 'bad'}
        icon={FileX2}
        actions={
          <ButtonLink size="s" href={viewerHref({ ...address, path: address.path.split('/').slice(0, -1).join('/') })}>
            {t('upOne')}
          </ButtonLink>
        }
      />
    </div>
  );
}
