'use client';

import { BookDashed, GitCommitHorizontal, History } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Icon } from '#app/_ui/icon.tsx';
import { shortRevision } from '../repositories/revision-words.ts';

export type ScopeEntry = { repository: string; revision: string };
export type CurrentRevision = { name: string; branch: string; revision: string | null };

/**
 * The revisions that an answer is about, and whether they are still the newest here.
 *
 * @param onAskAgain asks the same question at the newest revisions
 */
export function Freshness({
  scope,
  current,
  onAskAgain,
}: {
  scope: readonly ScopeEntry[];
  current: readonly CurrentRevision[];
  onAskAgain: (() => void) | null;
}) {
  const t = useTranslations('ask');
  const line = 'mb-3 flex min-h-5 gap-1.5 text-12 text-ink-2';
  if (scope.length === 0) {
    return (
      <p className={line}>
        <Icon of={BookDashed} size={14} className="mt-px text-ink-3" />
        <span>{t('modelAlone')}</span>
      </p>
    );
  }
  const code = (chunks: React.ReactNode) => <code>{chunks}</code>;
  const stale = scope.filter((entry) => {
    const now = current.find((one) => one.name === entry.repository);
    return now?.revision && now.revision !== entry.revision;
  });
  return (
    <div className={line}>
      <Icon
        of={stale.length > 0 ? History : GitCommitHorizontal}
        size={14}
        className={stale.length > 0 ? 'mt-px text-ochre' : 'mt-px text-ink-3'}
      />
      <p>
        {scope.map((entry, at) => {
          const now = current.find((one) => one.name === entry.repository);
          const words = {
            repository: entry.repository,
            revision: shortRevision(entry.revision),
            branch: now?.branch ?? '',
            newest: now?.revision ? shortRevision(now.revision) : '',
            code,
          };
          const state = !now?.revision ? 'freshGone' : now.revision === entry.revision ? 'freshCurrent' : 'freshBehind';
          return (
            <span key={entry.repository}>
              {at > 0 ? ' ' : ''}
              {t.rich(scope.length > 1 ? `${state}Of` : state, words)}
            </span>
          );
        })}
        {stale.length > 0 && onAskAgain ? (
          <>
            {' '}
            <button type="button" className="link" onClick={onAskAgain}>
              {t('askAgain')}
            </button>
          </>
        ) : null}
      </p>
    </div>
  );
}
