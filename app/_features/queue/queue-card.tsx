'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Outputs } from '#app/_data/outputs.ts';
import { Button } from '#app/_ui/button.tsx';
import { Card } from '#app/_ui/card.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Bar } from '#app/_ui/meter.tsx';

/** A question that waits for a slot: its place, why, and the way out of the line. */
export function QueueCard({
  place,
  ahead,
  queue,
  onCancel,
  busy,
}: {
  place: number | null;
  ahead: number;
  queue: Outputs['queue']['view'];
  onCancel: () => void;
  busy: boolean;
}) {
  const t = useTranslations('queue');
  const { engine } = queue;
  const coming = engine.state === 'loading' || engine.state === 'checking' ? engine : null;
  const waitMs = queue.mine.find((mine) => mine.place !== null && mine.place === place)?.waitMs;
  const percent = Math.floor((coming?.progress ?? 0) * 100);
  const why = coming
    ? t(coming.state === 'loading' ? 'nowLoading' : 'nowChecking', { percent })
    : t(engine.state === 'ready' ? 'waiting' : 'nowDown');
  return (
    <Card aria-label={t('placeInLine')} className="mb-4 overflow-hidden">
      <div className="grid grid-cols-[92px_minmax(0,1fr)] max-wide:grid-cols-[76px_minmax(0,1fr)]">
        <div className="grid place-content-center border-r border-line bg-well py-3 text-center text-12 text-ink-3">
          <span>{t('place')}</span>
          <b className="font-serif text-28 font-medium text-ink">{place ?? '–'}</b>
          {queue.waiting > 0 ? <span>{t('of', { total: Math.max(queue.waiting, place ?? 0) })}</span> : null}
        </div>
        <div className="px-4 pt-3 pb-2.5">
          <p className="font-semibold">{why}</p>
          <p className="mt-1 text-12 text-ink-2">
            {place === null ? '' : ahead === 0 ? t('startsNext') : t('ahead', { ahead })}{' '}
            {queue.slots > 0 ? t('slotsBusySaid', { busy: queue.busy, slots: queue.slots }) : ''}{' '}
            {waitMs
              ? waitMs < 90_000
                ? t('waitSeconds', { seconds: waitMs / 1_000 })
                : t('waitMinutes', { minutes: Math.round(waitMs / 60_000) })
              : ''}
          </p>
          {coming ? (
            <Bar
              thin
              className="mt-3 mb-1"
              label={t(coming.state === 'loading' ? 'engineLoading' : 'engineChecking', { percent })}
              parts={[{ name: 'loaded', share: coming.progress, fill: 1 }]}
            />
          ) : null}
        </div>
      </div>
      <div className="flex items-center gap-2 border-t border-line px-4 py-2">
        <Button size="s" busy={busy} onClick={onCancel}>
          <Icon of={X} size={14} />
          {t('cancel')}
        </Button>
        <span className="ml-auto text-12 text-ink-3 max-wide:hidden">{t('keepsGoing')}</span>
      </div>
    </Card>
  );
}
