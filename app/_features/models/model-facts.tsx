'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Facts } from '#app/_ui/card.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { scrollable } from '#app/_ui/page.tsx';
import { byteWords } from '../repositories/byte-words.ts';
import type { Model } from './use-models.ts';

/** What a model's file is: quantisation, size and parts, digest, licence, where it came from. */
export function ModelFacts({ model, className }: { model: Model; className?: string }) {
  const t = useTranslations('models.facts');
  const format = useFormatter();
  const size = byteWords(model.sizeBytes, format.number);
  const facts = [
    { name: t('quantisation'), value: model.quantisation || t('unknown') },
    { name: t('size'), value: t('sizeOf', { size, parts: model.parts.length }) },
    { name: t('digest'), value: <Digest sha256={model.sha256} label={t('copyDigest')} /> },
    { name: t('licence'), value: <Licence model={model} /> },
    { name: t('architecture'), value: model.architecture },
    { name: t('trained'), value: t('tokens', { tokens: model.contextTrained }) },
    ...(model.origin === '' ? [] : [{ name: t('origin'), value: model.origin }]),
    { name: t('added'), value: format.dateTime(new Date(model.addedAt), { dateStyle: 'medium', timeStyle: 'short' }) },
  ];
  return <Facts className={className} facts={facts} />;
}

function Digest({ sha256, label }: { sha256: string; label: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <code title={sha256}>
        {sha256.slice(0, 8)}…{sha256.slice(-4)}
      </code>
      <CopyButton text={sha256} label={label} size="xs" className="-my-1" />
    </span>
  );
}

function Licence({ model: { name, license } }: { model: Model }) {
  const t = useTranslations('models.facts');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      {license.name === 'unknown' ? t('unnamed') : license.name}
      {', '}
      {license.text === null ? (
        t('noText')
      ) : (
        <button type="button" className="link" onClick={() => setOpen(true)}>
          {t('text')}
        </button>
      )}
      {license.source === 'administrator' ? `, ${t('vouched')}` : ''}
      <Dialog open={isOpen} onOpenChange={setOpen} title={t('licenceOf', { name })} lead={license.reason ?? undefined}>
        <pre {...scrollable} className="max-h-[50dvh] scroll-thin overflow-auto text-12 whitespace-pre-wrap">
          {license.text}
        </pre>
      </Dialog>
    </>
  );
}
