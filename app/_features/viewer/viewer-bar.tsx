'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronDown, FolderTree, History, Link2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Button, buttonClass, IconButton } from '#app/_ui/button.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Kbd } from '#app/_ui/kbd.tsx';
import { Menu, MenuChoice, MenuChoices } from '#app/_ui/menu.tsx';
import { toastDone } from '#app/_ui/toast-store.ts';
import { useKeys } from '#app/_ui/use-keys.ts';
import { shortRevision } from '../repositories/revision-words.ts';
import { TopBar } from '../shell/top-bar.tsx';
import { parseLineRange } from './line-range.ts';
import { viewerHref } from './viewer-href.ts';
import type { ViewerAddress } from './viewer-path.ts';

/** Where one is: repository, folders, file; the revision; and the address that will always show the same. */
export function ViewerBar({ address, onFiles }: { address: ViewerAddress; onFiles: () => void }) {
  const t = useTranslations('viewer');
  const { path } = address;
  return (
    <TopBar
      title={<Crumbs address={address} />}
      about={
        <>
          {path === '' ? null : <CopyButton text={path} label={t('copyPath')} size="s" className="max-wide:hidden" />}
          <RevisionMenu address={address} />
        </>
      }
    >
      <IconButton label={t('showFiles')} size="m" className="wide:hidden" onClick={onFiles}>
        <Icon of={FolderTree} />
      </IconButton>
      <PermalinkButton address={address} />
    </TopBar>
  );
}

function Crumbs({ address }: { address: ViewerAddress }) {
  const { repository, revision, path } = address;
  const parts = path.split('/').filter((part) => part !== '');
  return (
    <>
      <span className={parts.length > 0 ? 'max-wide:hidden' : ''}>
        <Link
          className={parts.length > 0 ? 'text-ink-2 hover:underline' : 'text-ink hover:underline'}
          href={`/repositories/${encodeURIComponent(repository)}`}
        >
          {repository}
        </Link>
      </span>
      {parts.map((part, at) => {
        const isLast = at === parts.length - 1;
        const folder = parts.slice(0, at + 1).join('/');
        return (
          <span key={folder} className={isLast ? '' : 'max-wide:hidden'}>
            <span className={`px-1.5 text-ink-3 ${isLast ? 'max-wide:hidden' : ''}`}>/</span>
            {isLast ? (
              <b className="font-semibold">{part}</b>
            ) : (
              <Link className="text-ink-2 hover:underline" href={viewerHref({ repository, revision, path: folder })}>
                {part}
              </Link>
            )}
          </span>
        );
      })}
    </>
  );
}

function RevisionMenu({ address }: { address: ViewerAddress }) {
  const t = useTranslations('viewer');
  const trpc = useTRPC();
  const router = useRouter();
  const repository = useQuery({ ...trpc.repositories.get.queryOptions({ repository: address.repository }), staleTime: 60_000 });
  const revisions = repository.data?.revisions ?? [];
  const current = repository.data?.revision;
  const shown = revisions.find((one) => one.commit === address.revision) ?? revisions.find((one) => one.branch === address.revision);
  const isOld = current !== undefined && shown !== undefined && shown.commit !== current.commit;
  const label = shown ? t('branchAt', { branch: shown.branch, revision: shortRevision(shown.commit) }) : shortRevision(address.revision);
  return (
    <>
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            aria-label={`${t('revisions')}: ${label}${isOld ? `, ${t('older')}` : ''}`}
            className={buttonClass({ size: 's', class: 'font-mono text-[11.5px] font-normal' })}
          >
            {/* On phones the commit alone, with a mark where answers cite another. */}
            {isOld ? <Icon of={History} size={12} className="text-ochre margin:hidden" /> : null}
            <span className="max-wide:hidden">{label}</span>
            <span className="wide:hidden">{shortRevision(shown?.commit ?? address.revision)}</span>
            <Icon of={ChevronDown} size={12} className="text-ink-3" />
          </button>
        }
      >
        <MenuChoices
          label={t('revisions')}
          value={shown?.commit ?? address.revision}
          onValueChange={(commit) => router.push(viewerHref({ ...address, revision: commit }))}
        >
          {revisions.map((one) => (
            <MenuChoice key={one.commit} value={one.commit}>
              <span className="font-mono text-12">{t('branchAt', { branch: one.branch, revision: shortRevision(one.commit) })}</span>
              {one.commit === current?.commit ? <span className="ml-2 text-12 text-ink-3">{t('current')}</span> : null}
            </MenuChoice>
          ))}
        </MenuChoices>
      </Menu>
      {isOld ? (
        <Link className="truncate text-12 text-ochre max-margin:hidden" href={viewerHref({ ...address, revision: current.commit })}>
          {t('olderRevision', { revision: shortRevision(current.commit) })}
        </Link>
      ) : null}
    </>
  );
}

/** Y: the address with the commit in full. It shows the same lines for as long as the revision is kept. */
function PermalinkButton({ address }: { address: ViewerAddress }) {
  const t = useTranslations('viewer');
  const trpc = useTRPC();
  const { repository, revision, path } = address;
  const file = useQuery({ ...trpc.repositories.file.queryOptions({ repository, revision, path }), enabled: path !== '', retry: false });
  const commit = file.data?.commit ?? revision;
  const make = async () => {
    const href = viewerHref({ repository, revision: commit, path, lines: parseLineRange(window.location.hash) });
    window.history.replaceState(null, '', `${href.split('#')[0]}${window.location.search}${window.location.hash}`);
    await navigator.clipboard?.writeText(new URL(href, window.location.origin).href);
    toastDone(t('permalinkCopied', { revision: shortRevision(commit), path: path === '' ? t('root') : path }));
  };
  useKeys({ y: () => void make() });
  return (
    <Button size="s" onClick={() => void make()}>
      <Icon of={Link2} size={14} />
      <span className="max-wide:sr-only">{t('permalink')}</span>
      <Kbd>{t('permalinkKey')}</Kbd>
    </Button>
  );
}
