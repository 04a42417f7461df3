'use client';

import { useTranslations } from 'next-intl';
import { useErrorWords } from '#app/_data/failure.ts';
import type { Outputs } from '#app/_data/outputs.ts';
import { Slots } from '#app/_ui/meter.tsx';

type State = Outputs['queue']['view']['engine']['state'];

const kinds = {
  none: 'nowNone',
  checking: 'nowChecking',
  starting: 'nowDown',
  loading: 'nowLoading',
  ready: 'nowFree',
  restarting: 'nowDown',
  failed: 'nowDown',
  stopped: 'nowDown',
} as const satisfies Record<State, string>;

/** Above the composer of a new chat: how busy the engine is, and what that means for a question asked now. */
export function NowLine({ queue }: { queue: Outputs['queue']['view'] }) {
  const t = useTranslations('queue');
  const errorWords = useErrorWords();
  const { engine } = queue;
  const figures = { busy: queue.busy, slots: queue.slots, waiting: queue.waiting };
  const isFull = queue.waiting > 0 || queue.busy >= queue.slots;
  const kind = engine.state === 'ready' && isFull ? 'nowWaiting' : kinds[engine.state];
  const percent = 'progress' in engine ? Math.floor(engine.progress * 100) : 0;
  const why = engine.state === 'none' ? errorWords(engine.why) : null;
  return (
    <p className="flex items-center gap-3 px-1 pb-3 max-wide:items-start">
      {queue.slots > 0 ? <Slots busy={queue.busy} slots={queue.slots} label={t('slotsBusy', figures)} /> : null}
      <span>
        <b className="font-medium">{why?.message ?? t(kind, { ...figures, percent })}</b>{' '}
        <span className="text-ink-2">{why?.remedy ?? t(`${kind}Then`)}</span>
      </span>
    </p>
  );
}
