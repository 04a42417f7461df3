'use client';

import { useTranslations } from 'next-intl';
import { Card, CardFoot, CardHead } from '#app/_ui/card.tsx';
import { Table, Td, Th, Tr } from '#app/_ui/table.tsx';
import { useEngineWords } from './engine-words.ts';
import type { Plan } from './use-engine.ts';

/** The plan and three others: people against context against speed, and what the speeds take for granted. */
export function AlternativesCard({ plan, assumptions }: { plan: Plan; assumptions: string }) {
  const t = useTranslations('engine.alternatives');
  const words = useEngineWords();
  return (
    <Card aria-labelledby="alternatives">
      <CardHead id="alternatives" title={t('title')} note={t('unit')} />
      <Table>
        <thead>
          <tr>
            <Th>
              <span className="sr-only">{t('aimColumn')}</span>
            </Th>
            <Th className="text-right">{t('slots')}</Th>
            <Th className="text-right">{t('writes')}</Th>
            <Th className="text-right">{t('reads')}</Th>
          </tr>
        </thead>
        <tbody>
          {plan.alternatives.map((row) => (
            <Tr key={row.aim}>
              <Td>
                {t(`aim.${row.aim}`)}
                <span className="block text-12 whitespace-nowrap text-ink-3">
                  {row.kvType}, {t('ubatch', { ubatch: row.ubatch })}
                </span>
              </Td>
              <Td className="text-right whitespace-nowrap">
                {row.users} × {words.tokens(row.context)}
              </Td>
              {row.fits ? (
                <>
                  <Td className="text-right">{row.generationTokensPerSecond}</Td>
                  <Td className="text-right">{row.promptTokensPerSecond}</Td>
                </>
              ) : (
                <Td colSpan={2} className="text-right text-ochre">
                  {t('fitsNot')}
                </Td>
              )}
            </Tr>
          ))}
        </tbody>
      </Table>
      <CardFoot>{assumptions}</CardFoot>
    </Card>
  );
}
