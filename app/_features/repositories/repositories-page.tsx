'use client';

import { useQuery } from '@tanstack/react-query';
import { BookMarked, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Button } from '#app/_ui/button.tsx';
import { Card } from '#app/_ui/card.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { LeafBody, Page, PageHeader } from '#app/_ui/page.tsx';
import { useKeys } from '#app/_ui/use-keys.ts';
import { TopBar } from '../shell/top-bar.tsx';
import { AddRepository } from './add-repository.tsx';
import { BundleHelp } from './bundle-help.tsx';
import { RepositoryTable } from './repository-table.tsx';

type Repositories = Outputs['repositories']['list'];

/** Every repository of the box, what answers cite of it, and the way to bring another. */
export function RepositoriesPage({ initial, isAdmin }: { initial: Repositories; isAdmin: boolean }) {
  const t = useTranslations('repositories');
  const failure = useFailureWords();
  const trpc = useTRPC();
  const router = useRouter();
  const [isAdding, setAdding] = useState(false);
  const [selected, setSelected] = useState(-1);
  const repositories = useQuery({ ...trpc.repositories.list.queryOptions(), initialData: initial });
  const rows = repositories.data;
  const move = (by: 1 | -1) => setSelected((at) => Math.min(rows.length - 1, Math.max(0, at + by)));
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ...(selected >= 0 && { enter: () => rows[selected] && router.push(`/repositories/${encodeURIComponent(rows[selected].name)}`) }),
  });
  const add = (
    <Button look="ink" onClick={() => setAdding(true)}>
      <Icon of={Plus} size={14} />
      {t('add')}
    </Button>
  );
  return (
    <>
      <TopBar title={t('title')} />
      <LeafBody label={t('title')}>
        <Page>
          <PageHeader title={t('title')} lead={t('lead')} actions={rows.length > 0 ? add : null} />
          <Card aria-label={t('count', { count: rows.length })} className="overflow-hidden">
            {repositories.error ? (
              <ErrorState className="p-4" error={failure(repositories.error)} />
            ) : rows.length === 0 ? (
              <EmptyState icon={BookMarked} title={t('none')} className="min-h-60" actions={add}>
                <p>{t('noneLead', { isAdmin: isAdmin ? 'yes' : 'no' })}</p>
                <BundleHelp />
              </EmptyState>
            ) : (
              <RepositoryTable rows={rows} selected={selected} />
            )}
          </Card>
        </Page>
      </LeafBody>
      <AddRepository open={isAdding} onOpenChange={setAdding} mayNamePaths={isAdmin} />
    </>
  );
}
