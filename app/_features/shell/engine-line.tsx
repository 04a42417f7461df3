'use client';

import { Activity } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { Outputs } from '#app/_data/outputs.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { useQueue } from '../queue/use-queue.ts';

/** The engine in one line: how many slots are busy, who waits, how fast it writes; or why it doesn't. */
export function EngineLine({ initial, rail }: { initial: Outputs['queue']['view']; rail: boolean }) {
  const t = useTranslations('queue');
  const queue = useQueue(initial);
  const words = lineOf(queue, t);
  const speed = queue.tokensPerSecond ? t('speed', { speed: Math.round(queue.tokensPerSecond) }) : null;
  return (
    <div
      title={rail ? words : undefined}
      className={rail ? 'grid size-9 place-items-center text-ink-2' : 'flex h-7 items-center gap-2 px-2 text-ink-2 max-wide:h-11'}
    >
      <Icon of={Activity} />
      <span className={rail ? 'sr-only' : 'min-w-0 flex-1 truncate'}>{words}</span>
      {speed && !rail ? <span className="text-12 text-ink-3">{speed}</span> : null}
    </div>
  );
}

/** The engine's state in a few words. */
export function lineOf(queue: Outputs['queue']['view'], t: ReturnType<typeof useTranslations<'queue'>>): string {
  const { engine } = queue;
  switch (engine.state) {
    case 'ready':
      return queue.waiting > 0
        ? t('slotsWait', { busy: queue.busy, slots: queue.slots, waiting: queue.waiting })
        : t('slotsBusy', { busy: queue.busy, slots: queue.slots });
    case 'checking':
      return t('engineChecking', { percent: Math.floor(engine.progress * 100) });
    case 'loading':
      return t('engineLoading', { percent: Math.floor(engine.progress * 100) });
    case 'none':
      return t('engineNone');
    default:
      return t(`engineState.${engine.state}`);
  }
}
