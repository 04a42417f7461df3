'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, FolderTree, MessageSquarePlus, RefreshCw, Search, Trash2, Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Button, IconButton } from '#app/_ui/button.tsx';
import { Confirm } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Menu, MenuItem, MenuLine } from '#app/_ui/menu.tsx';
import { toastDone, toastFailed } from '#app/_ui/toast-store.ts';
import { viewerHref } from '../viewer/viewer-href.ts';
import { AddRepository } from './add-repository.tsx';
import type { Repository } from './repository.ts';

/** Brings a repository up to its source: a folder is read again, a git bundle has to be brought anew. */
export function UpdateButton({
  repository,
  isAdmin,
  isBusy,
  isRetry = false,
}: {
  repository: Repository;
  isAdmin: boolean;
  isBusy: boolean;
  isRetry?: boolean;
}) {
  const t = useTranslations('repositories.one');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const failure = useFailureWords();
  const [isBringing, setBringing] = useState(false);
  const update = useMutation(
    trpc.repositories.update.mutationOptions({
      onSuccess: () => toastDone(t('updateStarted', { name: repository.name })),
      onError: (error) => toastFailed(failure(error)),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.repositories.get.queryKey() }),
    }),
  );
  const isBundle = repository.source.kind === 'gitBundle';
  const act = () => (isBundle ? setBringing(true) : update.mutate({ repository: repository.name }));
  return (
    <>
      <Button look={isRetry ? 'plain' : 'ink'} size={isRetry ? 's' : 'm'} disabled={isBusy} busy={update.isPending} onClick={act}>
        <Icon of={isBundle ? Upload : RefreshCw} size={14} />
        {t(isBundle ? 'updateBundle' : isRetry ? 'retry' : 'update')}
      </Button>
      {isBundle ? <AddRepository open={isBringing} onOpenChange={setBringing} mayNamePaths={isAdmin} repository={repository.name} /> : null}
    </>
  );
}

/** What else can be done with a repository; on phones the ways to it stand in here too. */
export function RepositoryMenu({ repository, mayMaintain }: { repository: Repository; mayMaintain: boolean }) {
  const t = useTranslations('repositories.one');
  const router = useRouter();
  const [isRemoving, setRemoving] = useState(false);
  const { name, revision } = repository;
  const ways = revision
    ? ([
        ['ask', MessageSquarePlus, `/chat?${new URLSearchParams({ repo: name })}`],
        ['search', Search, `/search?${new URLSearchParams({ repo: name })}`],
        ['browse', FolderTree, viewerHref({ repository: name, revision: revision.commit, path: '' })],
      ] as const)
    : [];
  return (
    <>
      <Menu
        trigger={
          <IconButton label={t('more')}>
            <Icon of={Ellipsis} />
          </IconButton>
        }
      >
        {ways.map(([way, icon, href]) => (
          <MenuItem key={way} className="wide:hidden" icon={<Icon of={icon} size={14} />} onSelect={() => router.push(href)}>
            {t(way)}
          </MenuItem>
        ))}
        <MenuLine />
        <MenuItem danger icon={<Icon of={Trash2} size={14} />} disabled={!mayMaintain} onSelect={() => setRemoving(true)}>
          {t('remove')}
        </MenuItem>
        {mayMaintain ? null : <p className="max-w-56 px-2 py-1 text-12 text-ink-3">{t('onlyOwner')}</p>}
      </Menu>
      <RemoveRepository name={name} open={isRemoving} onOpenChange={setRemoving} />
    </>
  );
}

function RemoveRepository({ name, open, onOpenChange }: { name: string; open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('repositories.one');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const failure = useFailureWords();
  const remove = useMutation(
    trpc.repositories.remove.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries({ queryKey: trpc.repositories.list.queryKey() });
        toastDone(t('removed', { name }));
        router.push('/repositories');
      },
    }),
  );
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={t('removeTitle', { name })}
      lead={t('removeLead')}
      act={t('removeAct', { name })}
      keep={t('keep')}
      busy={remove.isPending}
      error={remove.error ? failure(remove.error).message : undefined}
      onConfirm={() => remove.mutate({ repository: name })}
    />
  );
}
