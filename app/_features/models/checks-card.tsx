'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Card, CardHead } from '#app/_ui/card.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { Segment } from '#app/_ui/segment.tsx';
import { Table, Td, Th, Tr } from '#app/_ui/table.tsx';
import type { Acceptance } from './use-models.ts';

type Check = Acceptance['report']['checks'][number];

/** What was tried: asked, wanted and got; those that failed first. */
export function ChecksCard({ checks }: { checks: readonly Check[] }) {
  const t = useTranslations('models.checks');
  const failed = checks.filter(({ passed }) => !passed);
  const [shown, setShown] = useState<'failed' | 'all'>(failed.length > 0 ? 'failed' : 'all');
  return (
    <Card aria-labelledby="checks">
      <CardHead
        id="checks"
        title={t('title')}
        note={t('note', { failed: failed.length, all: checks.length })}
        end={
          <Segment
            label={t('show')}
            value={shown}
            onChange={setShown}
            choices={[
              { value: 'failed', label: t('failed'), disabled: failed.length === 0 },
              { value: 'all', label: t('all') },
            ]}
          />
        }
      />
      <Table className="max-wide:block">
        <thead className="max-wide:hidden">
          <tr>
            <Th>{t('check')}</Th>
            <Th>{t('asked')}</Th>
            <Th>{t('wanted')}</Th>
            <Th>{t('got')}</Th>
          </tr>
        </thead>
        <tbody className="max-wide:block">
          {(shown === 'failed' ? failed : checks).map((check) => (
            <CheckRow key={`${check.capability} ${check.id}`} check={check} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function CheckRow({ check }: { check: Check }) {
  const t = useTranslations('models.checks');
  const cell = 'align-top text-12 [overflow-wrap:anywhere] max-wide:block max-wide:border-0 max-wide:px-4 max-wide:py-0.5';
  return (
    <Tr className="max-wide:block max-wide:border-b max-wide:border-line max-wide:py-2">
      <Td className={cn(cell, 'font-mono')}>
        {check.id}
        <span className="block font-sans text-ink-3">{t(check.isNeeded ? 'needed' : 'telling')}</span>
      </Td>
      <Td className={cell}>{lastLine(check.asked)}</Td>
      <Td className={cn(cell, 'text-ink-2')}>
        <span className="wide:hidden">{t('wanted')}: </span>
        {check.wanted}
      </Td>
      <Td className={cn(cell, check.passed ? 'text-verdigris' : check.isNeeded ? 'text-madder' : 'text-ochre')}>
        <span className="wide:hidden">{t('got')}: </span>
        {check.got === '' ? t('nothing') : check.got}
        <span className="sr-only">{t(check.passed ? 'right' : 'wrong')}</span>
      </Td>
    </Tr>
  );
}

/** A long text stands before what is asked of it. */
function lastLine(asked: string): string {
  return asked.trimEnd().split('\n').at(-1) ?? '';
}
