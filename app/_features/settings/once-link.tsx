'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { Button } from '#app/_ui/button.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';

/** A link that works once and is shown once: it is nowhere else, not even on the server. */
export function OnceLink({
  name,
  link,
  isLocal,
  untilMs,
  onDone,
}: {
  name: string;
  link: string;
  /** Whether only this box can open it. */
  isLocal: boolean;
  untilMs: number;
  onDone?: (() => void) | undefined;
}) {
  const t = useTranslations('settings.once');
  const format = useFormatter();
  return (
    <div role="status" className="rounded-card border border-verdigris-line bg-verdigris-wash p-3">
      <p className="font-medium">{t('lead', { name })}</p>
      <div className="my-2 flex h-8 items-center gap-2 rounded-control border border-line-control bg-leaf pr-1 pl-2 max-wide:h-10">
        <input
          readOnly
          aria-label={t('label')}
          value={link}
          onFocus={(event) => event.target.select()}
          className="min-w-0 flex-1 truncate bg-transparent font-mono text-12 outline-none"
        />
        <CopyButton text={link} label={`${t('copy')}: ${t('label')}`} size="xs" look="plain">
          {t('copy')}
        </CopyButton>
      </div>
      {isLocal ? <p className="mb-2 text-12 text-ink-2">{t('local')}</p> : null}
      <div className="flex items-center gap-2">
        <p className="text-12 text-ink-2">{t('until', { at: format.dateTime(untilMs, { dateStyle: 'medium', timeStyle: 'short' }) })}</p>
        {onDone ? (
          <Button look="quiet" size="s" className="ml-auto" onClick={onDone}>
            {t('have')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}
