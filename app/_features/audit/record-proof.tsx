'use client';

import { Check, Clock, TriangleAlert, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { Digest } from './record-fields.tsx';

type Proof = Outputs['audit']['record']['proof'];

/** What shows that a record is in the log, step by step, and where the proof ends. */
export function RecordProof({ index, proof }: { index: number; proof: Proof }) {
  const t = useTranslations('audit.record');
  const { checkpoint } = proof;
  return (
    <>
      <h3 className="mb-2 font-semibold">{t('proof')}</h3>
      <ul>
        <Step state="ok">{t.rich('leaf', { hash: () => <Digest name={t('proof')} hex={proof.leaf} /> })}</Step>
        <Step state={proof.isProven ? 'ok' : 'bad'}>
          {proof.isProven ? t('tree', { size: proof.size, hashes: proof.path.length }) : t('notInTree', { size: proof.size })}
        </Step>
        {checkpoint && checkpoint.size > index ? (
          <Step state="ok">
            {t.rich('signed', { size: checkpoint.size, key: () => <code className="whitespace-nowrap">{checkpoint.key}</code> })}
          </Step>
        ) : (
          <Step state="soon">{t(checkpoint ? 'unsigned' : 'noCheckpoint')}</Step>
        )}
        <Step state="warn">{t('stays')}</Step>
      </ul>
    </>
  );
}

const looks = {
  ok: [Check, 'text-verdigris'],
  bad: [X, 'text-madder'],
  soon: [Clock, 'text-ink-3'],
  warn: [TriangleAlert, 'text-ochre'],
} as const;

function Step({ state, children }: { state: keyof typeof looks; children: ReactNode }) {
  const [icon, colour] = looks[state];
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)] gap-2 py-[3px]">
      <Icon of={icon} size={14} className={`mt-px ${colour}`} />
      <span className="[overflow-wrap:anywhere]">{children}</span>
    </li>
  );
}
