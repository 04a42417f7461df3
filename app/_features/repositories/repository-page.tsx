'use client';

import { useQuery } from '@tanstack/react-query';
import { FolderTree, MessageSquarePlus, Search } from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { ButtonLink } from '#app/_ui/button.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { LeafBody, Page, PageHeader } from '#app/_ui/page.tsx';
import { TopBar } from '../shell/top-bar.tsx';
import { viewerHref } from '../viewer/viewer-href.ts';
import { CoverageCard } from './coverage-card.tsx';
import { ImportCard } from './import-card.tsx';
import { isMoving } from './import-steps.ts';
import { LanguagesCard } from './languages-card.tsx';
import type { Repository } from './repository.ts';
import { RepositoryMenu, UpdateButton } from './repository-actions.tsx';
import { RevisionCard } from './revision-card.tsx';
import { shortRevision } from './revision-words.ts';
import { useImport } from './use-import.ts';

type Me = { id: string; role: string };

/** One repository: what answers cite of it, every file of it accounted for, its import, its revisions. */
export function RepositoryPage({ initial, me }: { initial: Repository; me: Me }) {
  const t = useTranslations('repositories');
  const trpc = useTRPC();
  const failure = useFailureWords();
  const { data: repository, error } = useQuery({
    ...trpc.repositories.get.queryOptions({ repository: initial.name }),
    initialData: initial,
  });
  const running = useImport(repository.import);
  const mayMaintain = me.role === 'admin' || me.id === repository.addedById;
  const isAdmin = me.role === 'admin';
  const { name, revision } = repository;
  const importing = running && running.state !== 'done' ? <ImportCard {...{ running, repository, mayMaintain, isAdmin }} /> : null;
  return (
    <>
      <TopBar
        title={
          <>
            <Link className="text-ink-3 hover:underline max-wide:hidden" href="/repositories">
              {t('title')}
            </Link>
            <span className="text-ink-3 max-wide:hidden"> / </span>
            {name}
          </>
        }
      >
        {revision ? <Ways name={name} commit={revision.commit} /> : null}
        <RepositoryMenu repository={repository} mayMaintain={mayMaintain} />
      </TopBar>
      <LeafBody label={name}>
        <Page>
          <PageHeader
            title={name}
            lead={<Lead repository={repository} isImporting={isMoving(running)} />}
            // A first import is stopped, and tried again, where it says how far it is.
            actions={mayMaintain && revision ? <UpdateButton repository={repository} isAdmin={isAdmin} isBusy={isMoving(running)} /> : null}
          />
          {error ? <ErrorState className="mb-4" error={failure(error)} /> : null}
          <div className="grid grid-cols-[minmax(0,1fr)_320px] items-start gap-4 max-margin:grid-cols-1">
            {/* Where nothing is indexed yet the import is what the page is about. */}
            <div className="grid gap-4">
              {revision ? null : importing}
              {repository.coverage && revision ? <CoverageCard revision={revision} coverage={repository.coverage} /> : null}
            </div>
            <div className={`grid gap-4 ${isMoving(running) && revision ? 'max-margin:order-first' : ''}`}>
              {revision ? importing : null}
              <RevisionCard repository={repository} />
              {repository.coverage ? <LanguagesCard languages={repository.coverage.languages} /> : null}
            </div>
          </div>
        </Page>
      </LeafBody>
    </>
  );
}

function Lead({ repository, isImporting }: { repository: Repository; isImporting: boolean }) {
  const t = useTranslations('repositories.one');
  const format = useFormatter();
  const { revision } = repository;
  if (!revision) return t(isImporting ? 'leadFirst' : 'leadFailed');
  return t.rich('leadReady', {
    branch: revision.branch,
    revision: shortRevision(revision.commit),
    at: format.dateTime(revision.indexedAtMs, { dateStyle: 'medium', timeStyle: 'short' }),
    code: (words) => <code className="text-ink">{words}</code>,
  });
}

function Ways({ name, commit }: { name: string; commit: string }) {
  const t = useTranslations('repositories.one');
  return (
    <span className="flex items-center gap-2 max-wide:hidden">
      <ButtonLink look="quiet" size="s" href={`/chat?${new URLSearchParams({ repo: name })}`}>
        <Icon of={MessageSquarePlus} size={14} />
        {t('ask')}
      </ButtonLink>
      <ButtonLink look="quiet" size="s" href={`/search?${new URLSearchParams({ repo: name })}`}>
        <Icon of={Search} size={14} />
        {t('search')}
      </ButtonLink>
      <ButtonLink look="quiet" size="s" href={viewerHref({ repository: name, revision: commit, path: '' })}>
        <Icon of={FolderTree} size={14} />
        {t('browse')}
      </ButtonLink>
    </span>
  );
}
