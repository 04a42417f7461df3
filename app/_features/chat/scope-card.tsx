'use client';

import { BookMarked } from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { useId } from 'react';
import { ButtonLink } from '#app/_ui/button.tsx';
import { Card, CardFoot, CardHead } from '#app/_ui/card.tsx';
import { Checkbox } from '#app/_ui/checkbox.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';
import { shortRevision } from '../repositories/revision-words.ts';
import type { Repository } from './view.ts';

const SHOWN = 6;

/** Which repositories a new chat is about: each with the revision that its answers will cite. */
export function ScopeCard({
  repositories,
  scope,
  onScope,
  nowMs,
}: {
  repositories: readonly Repository[];
  scope: readonly string[];
  onScope: (scope: string[]) => void;
  nowMs: number;
}) {
  const t = useTranslations('chat');
  const id = useId();
  if (repositories.length === 0) {
    return (
      <Card className="mb-4">
        <EmptyState
          icon={BookMarked}
          title={t('noRepositoryYet')}
          actions={
            <ButtonLink href="/repositories" size="s">
              {t('addRepository')}
            </ButtonLink>
          }
        >
          {t('noRepositoryYetLead')}
        </EmptyState>
      </Card>
    );
  }
  const ticked = (repository: Repository) => scope.includes(repository.name);
  const shown = repositories.toSorted((a, b) => Number(ticked(b)) - Number(ticked(a))).slice(0, Math.max(SHOWN, scope.length));
  return (
    <Card aria-labelledby={id} className="mb-4">
      <CardHead
        id={id}
        title={t('scope')}
        end={
          <Link href="/repositories" className="text-verdigris">
            {t('allRepositories')}
          </Link>
        }
      />
      <ul>
        {repositories
          .filter((repository) => shown.includes(repository))
          .map((repository) => (
            <ScopeRow
              key={repository.id}
              repository={repository}
              checked={ticked(repository)}
              nowMs={nowMs}
              onChange={(on) => onScope(on ? [...scope, repository.name] : scope.filter((name) => name !== repository.name))}
            />
          ))}
      </ul>
      <CardFoot>{t('scopeFoot')}</CardFoot>
    </Card>
  );
}

function ScopeRow({
  repository,
  checked,
  nowMs,
  onChange,
}: {
  repository: Repository;
  checked: boolean;
  nowMs: number;
  onChange: (on: boolean) => void;
}) {
  const t = useTranslations('chat');
  const format = useFormatter();
  const id = useId();
  const { revision } = repository;
  return (
    <li className="flex min-h-9 items-center gap-3 border-t border-line pr-3 pl-4 first:border-t-0 max-wide:min-h-11 max-wide:gap-2">
      <Checkbox id={id} checked={checked} disabled={!revision} onCheckedChange={(on) => onChange(on === true)} />
      <label htmlFor={id} className="flex min-w-0 flex-1 cursor-pointer items-center gap-3 py-2 max-wide:gap-2">
        <span className="truncate font-medium">{repository.name}</span>
        {revision ? (
          <span className="whitespace-nowrap text-ink-2">
            {t.rich('branchAt', {
              branch: revision.branch,
              revision: shortRevision(revision.commit),
              code: (chunks) => <code>{chunks}</code>,
            })}
          </span>
        ) : (
          <span className="text-12 text-ink-3">{t(repository.state === 'failed' ? 'importFailed' : 'importing')}</span>
        )}
      </label>
      {revision ? (
        <span className="text-12 whitespace-nowrap text-ink-3">
          {format.relativeTime(revision.indexedAtMs, { now: nowMs, style: 'short' })}
        </span>
      ) : null}
    </li>
  );
}
