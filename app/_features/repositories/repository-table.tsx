'use client';

import Link from 'next/link';
import { useFormatter, useNow, useTranslations } from 'next-intl';
import type { Outputs } from '#app/_data/outputs.ts';
import { Chip } from '#app/_ui/chip.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { Bar } from '#app/_ui/meter.tsx';
import { Table, Td, Th, Tr } from '#app/_ui/table.tsx';
import { importShare, isMoving } from './import-steps.ts';
import { shortRevision } from './revision-words.ts';
import { type Import, useImport } from './use-import.ts';

type Repository = Outputs['repositories']['list'][number];

/** Repositories as rows; on phones each is two lines. */
export function RepositoryTable({ rows, selected }: { rows: readonly Repository[]; selected: number }) {
  const t = useTranslations('repositories');
  return (
    <Table className="max-wide:block">
      <thead className="max-wide:sr-only">
        <tr>
          <Th>{t('column.name')}</Th>
          <Th>{t('column.revision')}</Th>
          <Th className="text-right">{t('column.files')}</Th>
          <Th>{t('column.indexed')}</Th>
          <Th className="w-[220px]">{t('column.state')}</Th>
        </tr>
      </thead>
      <tbody className="max-wide:block">
        {rows.map((repository, at) => (
          <Row key={repository.id} repository={repository} isSelected={at === selected} />
        ))}
      </tbody>
    </Table>
  );
}

const small = 'max-wide:block max-wide:border-0 max-wide:!p-0';

function Row({ repository, isSelected }: { repository: Repository; isSelected: boolean }) {
  const t = useTranslations('repositories');
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  const { name, revision } = repository;
  return (
    <Tr
      aria-selected={isSelected}
      className="relative h-10 max-wide:grid max-wide:h-auto max-wide:grid-cols-[minmax(0,1fr)_auto] max-wide:gap-x-3 max-wide:gap-y-1 max-wide:border-b max-wide:border-line max-wide:px-3 max-wide:py-2.5 max-wide:last:border-0"
    >
      <Td className={small}>
        <Link className="font-medium text-ink after:absolute after:inset-0" href={`/repositories/${encodeURIComponent(name)}`}>
          {name}
        </Link>
      </Td>
      <Td className={cn(small, 'max-wide:order-3')}>
        {revision ? (
          <code className="text-ink-2" title={`${revision.commit}\n${revision.subject}`}>
            {t('branchAt', { branch: revision.branch, revision: shortRevision(revision.commit) })}
          </code>
        ) : (
          <span className="text-ink-3">{t('noRevision')}</span>
        )}
      </Td>
      <Td className={cn(small, 'text-right whitespace-nowrap max-wide:hidden')}>
        {revision ? t('files', { indexed: format.number(revision.filesIndexed), files: format.number(revision.files) }) : '–'}
      </Td>
      <Td className={cn(small, 'whitespace-nowrap text-ink-2 max-wide:order-4 max-wide:text-right max-wide:text-12')}>
        {revision ? (
          <time dateTime={new Date(revision.indexedAtMs).toISOString()}>{format.relativeTime(revision.indexedAtMs, now)}</time>
        ) : (
          '–'
        )}
      </Td>
      <Td className={cn(small, 'max-wide:order-2 max-wide:text-right')}>
        <RepositoryState repository={repository} />
      </Td>
    </Tr>
  );
}

function RepositoryState({ repository }: { repository: Repository }) {
  const t = useTranslations('repositories');
  const running = useImport(repository.import);
  const hasRevision = repository.revision !== undefined;
  if (running && isMoving(running)) return <ImportLine running={running} hasRevision={hasRevision} />;
  if (running?.state === 'failed') {
    return (
      <Chip tone="bad" title={running.error?.message}>
        {t(hasRevision ? 'state.updateFailed' : 'state.failed')}
      </Chip>
    );
  }
  return <span className="text-ink-2">{t(hasRevision ? 'state.ready' : 'state.importing')}</span>;
}

function ImportLine({ running, hasRevision }: { running: Import; hasRevision: boolean }) {
  const t = useTranslations('repositories');
  const share = importShare(running);
  const words = running.state === 'waiting' ? t('state.waiting') : t(hasRevision ? 'state.updating' : 'state.importing');
  return (
    <span className="grid gap-1" title={t('progressStart', { stage: t(`stage.${running.stage}`) })}>
      <span className="flex justify-between gap-2 text-12 text-ink-2">
        {words}
        <span>{Math.floor(share * 100)} %</span>
      </span>
      <Bar thin label={words} parts={[{ name: 'done', share, fill: 1 }]} />
    </span>
  );
}
