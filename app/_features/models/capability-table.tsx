'use client';

import { Check, CircleDashed, CircleX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { cn } from '#app/_ui/class-names.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { Table, Td, Th, Tr } from '#app/_ui/table.tsx';
import { type CapabilityRow, capabilityRows } from './capability-rows.ts';
import type { Acceptance, Model } from './use-models.ts';

const looks = {
  passed: { icon: Check, colour: 'text-verdigris' },
  failed: { icon: CircleX, colour: 'text-madder' },
  untried: { icon: CircleDashed, colour: 'text-ink-3' },
} as const;

/** What acceptance found a model able to do, each with how many checks it passed. */
export function CapabilityTable({ model, acceptance }: { model: Model; acceptance: Acceptance | null }) {
  const t = useTranslations('models.capability');
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t('column')}</Th>
          <Th>{t('found')}</Th>
          <Th className="text-right">{t('figure')}</Th>
          <Th className="max-wide:hidden">{t('how')}</Th>
        </tr>
      </thead>
      <tbody>
        {capabilityRows(model, acceptance).map((row) => (
          <Row key={row.capability} row={row} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ row }: { row: CapabilityRow }) {
  const t = useTranslations('models.capability');
  const { icon, colour } = looks[row.found];
  const how =
    row.found === 'untried'
      ? t('untriedHow')
      : row.passed === null
        ? t('releaseHow')
        : row.lostBy.length > 0
          ? t('lostBy', { checks: row.lostBy.join(', ') })
          : t(`tried.${row.capability}`);
  return (
    <Tr>
      <Td className="font-medium">{t(`name.${row.capability}`)}</Td>
      <Td>
        <span className={cn('inline-flex items-center gap-1 font-medium whitespace-nowrap', colour)}>
          <Icon of={icon} size={14} />
          {t(row.found)}
        </span>
      </Td>
      <Td className="text-right whitespace-nowrap">
        {row.passed === null || row.tried === 0 ? '–' : t('of', { passed: row.passed, tried: row.tried })}
      </Td>
      <Td className="text-12 text-ink-2 max-wide:hidden">{how}</Td>
    </Tr>
  );
}
