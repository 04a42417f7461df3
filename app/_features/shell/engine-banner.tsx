'use client';

import { useMutation } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useFailureWords } from '#app/_data/failure.ts';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Banner } from '#app/_ui/banner.tsx';
import { Button } from '#app/_ui/button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { toastFailed } from '#app/_ui/toast-store.ts';
import { useQueue } from '../queue/use-queue.ts';

/** On every page while the engine is given up: what goes on without it, and for who runs the box why, its last words and a way back. */
export function EngineBanner({ initial, isAdmin }: { initial: Outputs['queue']['view']; isAdmin: boolean }) {
  const t = useTranslations('queue');
  const { engine } = useQueue(initial);
  if (engine.state !== 'failed') return null;
  return (
    <Banner tone="bad" action={isAdmin ? <TryAgain /> : undefined}>
      <p>
        <b className="font-medium">{t('failed')}</b> {t('failedThen')}
      </p>
      {isAdmin ? (
        <>
          <p className="mt-1 text-ink-2">{t('failedWhy', { reason: engine.reason })}</p>
          {engine.lastLog.length > 0 ? (
            <details className="mt-1">
              <summary className="cursor-pointer text-ink-2">{t('failedLog', { lines: engine.lastLog.length })}</summary>
              <pre className="mt-1 max-h-60 overflow-auto rounded-control bg-well p-2 font-mono text-12">{engine.lastLog.join('\n')}</pre>
            </details>
          ) : null}
        </>
      ) : null}
    </Banner>
  );
}

function TryAgain() {
  const t = useTranslations('queue');
  const trpc = useTRPC();
  const failure = useFailureWords();
  const again = useMutation(trpc.health.tryEngineAgain.mutationOptions({ onError: (error) => toastFailed(failure(error)) }));
  return (
    <Button size="s" busy={again.isPending} onClick={() => again.mutate()}>
      <Icon of={RefreshCw} size={14} />
      {t('tryAgain')}
    </Button>
  );
}
