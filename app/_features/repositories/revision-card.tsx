'use client';

import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { Fragment } from 'react';
import { Card, CardBody, CardHead, Facts } from '#app/_ui/card.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { viewerHref } from '../viewer/viewer-href.ts';
import type { Repository } from './repository.ts';
import { shortRevision } from './revision-words.ts';

const BRANCHES_SHOWN = 6;

/** The pinned commit that answers cite, where it came from, and what else stays readable. */
export function RevisionCard({ repository }: { repository: Repository }) {
  const t = useTranslations('repositories.one');
  const ui = useTranslations('ui');
  const format = useFormatter();
  const { revision, source, branches, revisions, name } = repository;
  const older = revisions.filter((one) => !one.isCurrent);
  const facts = [
    ...(revision
      ? [
          {
            name: t('commit'),
            value: (
              <span className="flex items-center gap-1">
                <code title={revision.commit}>{revision.commit.slice(0, 12)}</code>
                <CopyButton text={revision.commit} label={`${ui('copy')}: ${t('commit')}`} size="xs" className="-my-1" />
              </span>
            ),
          },
          { name: t('subject'), value: revision.subject },
          { name: t('committed'), value: format.dateTime(revision.committedAtMs, { dateStyle: 'medium', timeStyle: 'short' }) },
        ]
      : []),
    ...(branches.length > 0 ? [{ name: t('branches'), value: <Branches names={branches.map((one) => one.branch)} /> }] : []),
    { name: t('source'), value: <Breakable text={t(`sourceKind.${source.kind}`, { name: source.name })} /> },
    { name: t('addedBy'), value: format.dateTime(repository.createdAtMs, { dateStyle: 'medium' }) },
    ...(revision ? [{ name: t('pinned'), value: t('pinnedCount', { count: older.length }) }] : []),
  ];
  return (
    <Card aria-labelledby="revision">
      <CardHead id="revision" title={t(revision ? 'revision' : 'source')} />
      <CardBody>
        <Facts className="grid-cols-[88px_minmax(0,1fr)]" facts={facts} />
      </CardBody>
      {older.length > 0 ? (
        <ul aria-label={t('older')} className="border-t border-line px-4 py-2 text-12">
          {older.slice(0, BRANCHES_SHOWN).map((one) => (
            <li key={one.commit} className="flex min-h-6 items-center gap-2">
              <Link
                className="link font-mono text-[11.5px]"
                aria-label={t('open', { revision: shortRevision(one.commit) })}
                href={viewerHref({ repository: name, revision: one.commit, path: '' })}
              >
                {shortRevision(one.commit)}
              </Link>
              <span className="min-w-0 flex-1 truncate text-ink-2" title={one.subject}>
                {one.subject}
              </span>
              <span className="whitespace-nowrap text-ink-3">{format.dateTime(one.indexedAtMs, { day: 'numeric', month: 'short' })}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </Card>
  );
}

function Branches({ names }: { names: readonly string[] }) {
  const t = useTranslations('repositories.one');
  const left = names.length - BRANCHES_SHOWN;
  return (
    <>
      {names.slice(0, BRANCHES_SHOWN).join(', ')}
      {left > 0 ? <span className="text-ink-3">, {t('allBranches', { count: left })}</span> : null}
    </>
  );
}

/** A path breaks after its signs, not in the middle of a name. */
function Breakable({ text }: { text: string }) {
  let end = 0;
  return text.split(/(?<=[/_.-])/).map((part) => {
    end += part.length;
    return (
      <Fragment key={end}>
        {part}
        <wbr />
      </Fragment>
    );
  });
}
