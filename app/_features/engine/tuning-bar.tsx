'use client';

import { Gauge } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, buttonClass } from '#app/_ui/button.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Menu, MenuItem, MenuLabel } from '#app/_ui/menu.tsx';
import { Bar } from '#app/_ui/meter.tsx';
import { changeWords } from './change-words.ts';
import type { Tuning } from './use-tuning.ts';

const budgetsMinutes = [5, 20, 60] as const;

/** Starts a tuning, with how long it may take. */
export function TuneMenu({ tuning }: { tuning: Tuning }) {
  const t = useTranslations('engine.profile');
  return (
    <Menu
      trigger={
        <button type="button" className={buttonClass({ size: 's' })} disabled={tuning.work.kind === 'running'}>
          <Icon of={Gauge} size={14} />
          {t('tune')}
        </button>
      }
    >
      <MenuLabel className="max-w-64 px-2 py-1 text-12 text-ink-3">{t('tuneNote')}</MenuLabel>
      {budgetsMinutes.map((minutes) => (
        <MenuItem key={minutes} onSelect={() => tuning.start(minutes * 60_000)}>
          {t('budget', { minutes })}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** How far a tuning is, what it tries, and the way to stop it. */
export function TuningProgress({ tuning }: { tuning: Tuning }) {
  const t = useTranslations('engine.profile');
  const { work, failed, stop } = tuning;
  if (failed) return <ErrorState className="border-b border-line px-5 py-3" error={failed} />;
  if (work.kind !== 'running') return null;
  const { stage, share, round, left, trying, best } = work.figure ?? {
    stage: 'first look' as const,
    share: 0,
    round: 0,
    left: 0,
    trying: [],
    best: null,
  };
  const percent = Math.floor(share * 100);
  const words = changeWords(trying) || t('asPlanned');
  return (
    <div role="status" className="flex flex-none items-center gap-3 border-b border-line px-5 py-2">
      <div className="min-w-0 flex-1">
        <p className="flex gap-2">
          <span className="font-medium">{t(`stage.${stage}`, { round, left, trying: words })}</span>
          {best === null ? null : <span className="text-ink-2">{t('best', { best })}</span>}
          <span className="ml-auto text-12 text-ink-2">{percent} %</span>
        </p>
        <Bar thin className="mt-1" label={t('progress', { percent })} parts={[{ name: 'done', share, fill: 1 }]} />
      </div>
      <Button size="s" onClick={stop}>
        {t('stop')}
      </Button>
    </div>
  );
}
