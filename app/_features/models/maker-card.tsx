'use client';

import { useTranslations } from 'next-intl';
import { Card, CardFoot, CardHead } from '#app/_ui/card.tsx';
import { Chip } from '#app/_ui/chip.tsx';
import { Table, Td, Tr } from '#app/_ui/table.tsx';
import type { Model } from './use-models.ts';

/** What others say of a model: their figures with their source, and its limits. */
export function MakerCard({ model }: { model: Model }) {
  const t = useTranslations('models.maker');
  const { maker } = model;
  if (!maker) return null;
  return (
    <Card aria-labelledby={`maker-${model.id}`}>
      <CardHead id={`maker-${model.id}`} title={t('title')} end={<Chip tone="warn">{t('notHere')}</Chip>} />
      <Table>
        <tbody>
          {maker.figures.map(({ name, value }) => (
            <Tr key={name}>
              <Td>{name}</Td>
              <Td className="text-right">{value}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      <div className="border-t border-line px-4 py-3">
        <h3 className="text-12 font-medium">{t('limits')}</h3>
        <ul className="mt-1 grid gap-1 text-12 text-ink-2">
          {maker.limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </div>
      <CardFoot>{maker.source}</CardFoot>
    </Card>
  );
}
