'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { type FormEvent, useId, useState } from 'react';
import { codedIn } from '#app/_data/failure.ts';
import { useTRPCClient } from '#app/_data/trpc.tsx';
import { Button } from '#app/_ui/button.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Field, Input, TextArea } from '#app/_ui/field.tsx';
import { Bar } from '#app/_ui/meter.tsx';
import { toastDone } from '#app/_ui/toast-store.ts';
import { byteWords } from '../repositories/byte-words.ts';
import { useFollowedWork } from './use-followed-work.ts';
import { useModelsChanged } from './use-model-acts.ts';

type Figure = { doneBytes: number; totalBytes: number };

/** Copies a model from the box's own disk or a stick. One without a licence is taken when an administrator gives the text and says why. */
export function AddModel({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const t = useTranslations('models.adding');
  const client = useTRPCClient();
  const changed = useModelsChanged();
  const formId = useId();
  const [path, setPath] = useState('');
  const [license, setLicense] = useState({ text: '', reason: '' });
  const { work, failed, start, stop } = useFollowedWork<Figure, { name: string; isNew: boolean }>();
  const isRunning = work.kind === 'running';
  const needsLicense = license.text !== '' || (work.kind === 'failed' && codedIn(work.error)?.code === 'model.licenseMissing');
  const close = (next: boolean) => {
    // A copy of 46 GB is not lost by a slip of the hand: it is stopped by its own button.
    if (isRunning) return;
    stop();
    onOpenChange(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim() === '') return;
    const given = license.text.trim() !== '' && license.reason.trim() !== '' ? { license } : {};
    start(
      (on) => client.models.add.subscribe({ path: path.trim(), ...given }, on),
      ({ name, isNew }) => {
        changed();
        toastDone(t(isNew ? 'added' : 'known', { name }));
        stop();
        onOpenChange(false);
      },
    );
  };
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={t('title')}
      lead={t('lead')}
      footer={
        isRunning ? (
          <Button onClick={stop}>{t('stop')}</Button>
        ) : (
          <>
            <Button onClick={() => close(false)}>{t('cancel')}</Button>
            <Button look="ink" type="submit" form={formId}>
              {t('submit')}
            </Button>
          </>
        )
      }
    >
      <form id={formId} onSubmit={submit} className={isRunning ? 'hidden' : 'grid gap-4'}>
        <Field label={t('path')} hint={t('pathHint')}>
          {(ids) => (
            <Input
              {...ids}
              required
              spellCheck={false}
              autoCapitalize="none"
              maxLength={4_096}
              value={path}
              onChange={(event) => setPath(event.target.value)}
            />
          )}
        </Field>
        {needsLicense ? <LicenseFields license={license} onChange={setLicense} /> : null}
      </form>
      {isRunning ? <CopyProgress figure={work.figure} /> : null}
      {failed ? <ErrorState error={failed} /> : null}
    </Dialog>
  );
}

type License = { text: string; reason: string };

function LicenseFields({ license, onChange }: { license: License; onChange: (license: License) => void }) {
  const t = useTranslations('models.adding');
  return (
    <>
      <Field label={t('license')} hint={t('licenseHint')}>
        {(ids) => (
          <TextArea
            {...ids}
            required
            rows={5}
            maxLength={262_144}
            value={license.text}
            onChange={(event) => onChange({ ...license, text: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('reason')} hint={t('reasonHint')}>
        {(ids) => (
          <Input
            {...ids}
            required
            maxLength={500}
            value={license.reason}
            onChange={(event) => onChange({ ...license, reason: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function CopyProgress({ figure }: { figure: Figure | null }) {
  const t = useTranslations('models.adding');
  const format = useFormatter();
  const share = figure && figure.totalBytes > 0 ? figure.doneBytes / figure.totalBytes : 0;
  const words = t('progress', {
    done: byteWords(figure?.doneBytes ?? 0, format.number),
    total: byteWords(figure?.totalBytes ?? 0, format.number),
  });
  return (
    <div role="status">
      <p>{figure ? words : t('checking')}</p>
      <Bar thin className="mt-2" label={words} parts={[{ name: 'copied', share, fill: 1 }]} />
    </div>
  );
}
