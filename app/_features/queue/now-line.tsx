'use client';

import { useTranslations } from 'next-intl';
import type { Outputs } from '#app/_data/outputs.ts';
import { Slots } from '#app/_ui/meter.tsx';

/** Above the composer of a new chat: how busy the engine is, and what that means for a question asked now. */
export function NowLine({ queue }: { queue: Outputs['queue']['view'] }) {
  const t = useTranslations('queue');
  const { engine } = queue;
  const figures = { busy: queue.busy, slots: queue.slots, waiting: queue.waiting };
  const kind =
    engine.state === 'ready'
      ? queue.waiting > 0 || queue.busy >= queue.slots
        ? 'nowWaiting'
        : 'nowFree'
      : engine.state === 'loading'
        ? 'nowLoading'
        : engine.state === 'none'
          ? 'nowNone'
          : 'nowDown';
  const said =
    kind === 'nowLoading' && engine.state === 'loading'
      ? t('nowLoading', { percent: Math.floor(engine.progress * 100) })
      : t(kind, { ...figures, percent: 0 });
  return (
    <p className="flex items-center gap-3 px-1 pb-3 max-wide:items-start">
      {queue.slots > 0 ? <Slots busy={queue.busy} slots={queue.slots} label={t('slotsBusy', figures)} /> : null}
      <span>
        <b className="font-medium">{said}</b> <span className="text-ink-2">{t(`${kind}Then`)}</span>
      </span>
    </p>
  );
}
