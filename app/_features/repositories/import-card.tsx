'use client';

import { useMutation } from '@tanstack/react-query';
import { Check, Circle, LoaderCircle, X } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Button } from '#app/_ui/button.tsx';
import { Card, CardBody, CardHead } from '#app/_ui/card.tsx';
import { Chip } from '#app/_ui/chip.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Bar } from '#app/_ui/meter.tsx';
import { toastDone, toastFailed } from '#app/_ui/toast-store.ts';
import { importShare, importStages, importSteps, isMoving } from './import-steps.ts';
import type { Repository } from './repository.ts';
import { UpdateButton } from './repository-actions.tsx';
import { shortRevision } from './revision-words.ts';
import type { Import } from './use-import.ts';

type Props = {
  running: Import;
  repository: Repository;
  mayMaintain: boolean;
  isAdmin: boolean;
};

/** The import that runs or that failed: its steps, how far it is, and what answers meanwhile. */
export function ImportCard({ running, repository, mayMaintain, isAdmin }: Props) {
  const t = useTranslations('repositories.one');
  const step = importStages.indexOf(running.stage) + 1;
  return (
    <Card aria-labelledby="import">
      <CardHead
        id="import"
        title={t(repository.revision ? 'updating' : 'importing')}
        end={isMoving(running) ? <Chip tone="plain">{t('stepOf', { step, steps: importStages.length })}</Chip> : null}
      />
      <CardBody>
        {running.state === 'failed' ? (
          <ImportFailed {...{ running, repository, mayMaintain, isAdmin }} />
        ) : (
          <ImportRunning {...{ running, repository, mayMaintain }} />
        )}
      </CardBody>
    </Card>
  );
}

function ImportRunning({ running, repository, mayMaintain }: Omit<Props, 'isAdmin'>) {
  const t = useTranslations('repositories.one');
  const share = importShare(running);
  const percent = Math.floor(share * 100);
  const { revision } = repository;
  return (
    <>
      <ol>
        {importSteps(running).map((step) => (
          <Step key={step.stage} step={step} running={running} />
        ))}
      </ol>
      <Bar
        thin
        className="my-2"
        label={t('progressSaid', { stage: t(`stepNow.${running.stage}`), percent })}
        parts={[{ name: 'done', share, fill: 1 }]}
      />
      {/* Every tenth is said: a reader must not be talked to all the time. */}
      <p role="status" className="sr-only">
        {t('progressSaid', { stage: t(`stepNow.${running.stage}`), percent: Math.floor(percent / 10) * 10 })}
      </p>
      <p className="text-12 text-ink-3">
        {running.state === 'waiting' ? `${t('waits')} ` : ''}
        {revision
          ? t.rich('untilSwitch', { revision: shortRevision(revision.commit), code: (words) => <code>{words}</code> })
          : t('untilFirst')}{' '}
        <span aria-hidden="true">{percent} %</span>
      </p>
      {mayMaintain ? <CancelImport importId={running.id} /> : null}
    </>
  );
}

const looks = {
  done: { icon: Check, colour: 'text-verdigris' },
  now: { icon: LoaderCircle, colour: 'animate-spin text-ink-2' },
  next: { icon: Circle, colour: 'text-ink-3' },
  failed: { icon: X, colour: 'text-madder' },
} as const;

function Step({ step, running }: { step: ReturnType<typeof importSteps>[number]; running: Import }) {
  const t = useTranslations('repositories.one');
  const format = useFormatter();
  const look = looks[step.state];
  const isNow = step.state === 'now';
  return (
    <li
      aria-current={isNow ? 'step' : undefined}
      className={`grid grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-2 py-1 ${isNow ? 'font-medium' : step.state === 'next' ? 'text-ink-3' : ''}`}
    >
      <Icon of={look.icon} className={look.colour} />
      {t(`${step.state === 'done' ? 'stepDone' : 'stepNow'}.${step.stage}`)}
      <span className="text-12 font-normal text-ink-3">
        {isNow && running.total > 0 ? t('stepNote', { done: format.number(running.done), total: format.number(running.total) }) : ''}
      </span>
    </li>
  );
}

function CancelImport({ importId }: { importId: string }) {
  const t = useTranslations('repositories.one');
  const trpc = useTRPC();
  const failure = useFailureWords();
  const cancel = useMutation(
    trpc.repositories.cancelImport.mutationOptions({
      onSuccess: () => toastDone(t('cancelled')),
      onError: (error) => toastFailed(failure(error)),
    }),
  );
  return (
    <Button size="s" className="mt-3" busy={cancel.isPending} onClick={() => cancel.mutate({ importId })}>
      {t('cancel')}
    </Button>
  );
}

function ImportFailed({ running, repository, mayMaintain, isAdmin }: Props) {
  const t = useTranslations('repositories.one');
  const { error } = running;
  return (
    <ErrorState
      error={error ? { message: error.message, remedy: error.remedy } : { message: t('importFailed') }}
      actions={mayMaintain ? <UpdateButton repository={repository} isAdmin={isAdmin} isBusy={false} isRetry /> : null}
    />
  );
}
