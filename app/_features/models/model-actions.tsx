'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import { Button } from '#app/_ui/button.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Field, TextArea } from '#app/_ui/field.tsx';
import { Bar } from '#app/_ui/meter.tsx';
import { type useAcceptance, useChoice } from './use-model-acts.ts';
import type { Model } from './use-models.ts';

/** The shortest reason that says anything. */
const REASON_LENGTH = 20;

type ActionsProps = { model: Model; isServing: boolean; acceptance: ReturnType<typeof useAcceptance> };

/** Examine a model, and let it serve. One that was not accepted serves only for a reason, which is recorded. */
export function ModelActions({ model, isServing, acceptance }: ActionsProps) {
  const t = useTranslations('models.acting');
  const [isAsking, setAsking] = useState(false);
  const choice = useChoice(model, () => setAsking(false));
  const mayServe = model.standing === 'accepted';
  return (
    <>
      {acceptance.work.kind === 'running' ? (
        <Button look="quiet" size="s" onClick={acceptance.stop}>
          {t('stop')}
        </Button>
      ) : (
        <Button look="quiet" size="s" onClick={acceptance.start}>
          {t(model.acceptances.length > 0 ? 'acceptAgain' : 'accept')}
        </Button>
      )}
      {model.isChosen || (isServing && mayServe) ? null : (
        <Button
          size="s"
          look={mayServe ? 'plain' : 'danger'}
          busy={choice.isPending && mayServe}
          onClick={() => (mayServe ? choice.mutate({ model: model.id }) : setAsking(true))}
        >
          {t(mayServe ? 'use' : 'useAnyway')}
        </Button>
      )}
      <OverrideDialog model={model} choice={choice} open={isAsking} onOpenChange={setAsking} />
    </>
  );
}

type OverrideProps = { model: Model; choice: ReturnType<typeof useChoice>; open: boolean; onOpenChange: (open: boolean) => void };

function OverrideDialog({ model, choice, open, onOpenChange }: OverrideProps) {
  const t = useTranslations('models.acting');
  const failure = useFailureWords();
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const isShort = reason.trim().length < REASON_LENGTH;
  const serve = () => {
    setTried(true);
    if (!isShort) choice.mutate({ model: model.id, overrideReason: reason.trim() });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('overrideTitle', { name: model.name })}
      lead={t(model.standing === 'failed' ? 'overrideFailed' : 'overrideUntried')}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t('keep')}</Button>
          <Button look="danger" busy={choice.isPending} onClick={serve}>
            {t('override')}
          </Button>
        </>
      }
    >
      <Field
        label={t('reason')}
        hint={t('reasonHint', { length: REASON_LENGTH })}
        error={isTried && isShort ? t('reasonShort') : undefined}
      >
        {(ids) => <TextArea {...ids} rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
      </Field>
      {choice.error ? <ErrorState error={failure(choice.error)} /> : null}
    </Dialog>
  );
}

/** How far an acceptance is, or why it came to nothing. */
export function AcceptanceProgress({ acceptance }: { acceptance: ReturnType<typeof useAcceptance> }) {
  const t = useTranslations('models.acting');
  const { work, failed } = acceptance;
  if (failed) return <ErrorState className="border-b border-line p-4" error={failed} />;
  if (work.kind !== 'running') return null;
  const share = work.figure ?? 0;
  const percent = Math.floor(share * 100);
  return (
    <div role="status" className="border-b border-line px-4 py-3">
      <p className="flex">
        <span className="font-medium">{t(work.figure === null ? 'loading' : 'accepting')}</span>
        <span className="ml-auto text-12 text-ink-2">{percent} %</span>
      </p>
      <Bar thin className="mt-2" label={t('progress', { percent })} parts={[{ name: 'done', share, fill: 1 }]} />
      <p className="mt-2 text-12 text-ink-2">{t('leaving')}</p>
    </div>
  );
}
