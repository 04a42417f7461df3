'use client';

import { useTranslations } from 'next-intl';
import { Card, CardHead } from '#app/_ui/card.tsx';
import { Bar } from '#app/_ui/meter.tsx';
import { Table, Td, Th, Tr } from '#app/_ui/table.tsx';
import { useEngineWords } from './engine-words.ts';
import type { Now, Plan } from './use-engine.ts';

type Slot = Now['slots'][number];

/** Each slot, who is answered in it, how full it is and how fast it goes. */
export function SlotsCard({ now, plan }: { now: Now; plan: Plan | null }) {
  const t = useTranslations('engine.slots');
  const words = useEngineWords();
  const context = now.state.state === 'ready' ? now.state.context : (plan?.context ?? 0);
  return (
    <Card aria-labelledby="slots">
      <CardHead
        id="slots"
        title={t('title')}
        note={t('note', { slots: now.slots.length, tokens: words.tokens(context) })}
        end={now.waiting > 0 ? t('waiting', { waiting: now.waiting }) : null}
      />
      <Table>
        <thead>
          <tr>
            <Th>{t('slot')}</Th>
            <Th>{t('person')}</Th>
            <Th className="max-wide:hidden">{t('job')}</Th>
            <Th>{t('context')}</Th>
            <Th className="text-right">{t('speed')}</Th>
          </tr>
        </thead>
        <tbody>
          {now.slots.map((slot) => (
            <SlotRow key={slot.slot} slot={slot} context={context} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function SlotRow({ slot: { slot, use }, context }: { slot: Slot; context: number }) {
  const t = useTranslations('engine.slots');
  const words = useEngineWords();
  if (!use) {
    return (
      <Tr>
        <Td>{slot}</Td>
        <Td colSpan={4} className="text-ink-3">
          {t('free')}
        </Td>
      </Tr>
    );
  }
  const share = context > 0 ? use.contextTokens / context : 0;
  const speed =
    use.readShare === null
      ? t('starting')
      : use.readShare < 1
        ? t('reads', { share: words.percent(use.readShare) })
        : words.speed(use.tokensPerSecond);
  return (
    <Tr>
      <Td>{slot}</Td>
      <Td>{use.isConsole ? t('console') : (use.person ?? t('nobody'))}</Td>
      <Td className="text-ink-2 max-wide:hidden">{jobWords(use, t)}</Td>
      <Td className="w-48 max-wide:w-auto">
        <span className="flex items-center gap-2">
          <Bar
            thin
            className="flex-1 max-wide:hidden"
            label={t('contextSaid', { share: words.percent(share) })}
            parts={[{ name: 'used', share, fill: share >= 0.75 ? 'ochre' : 1 }]}
          />
          <span className="w-10 text-right text-12 whitespace-nowrap">{words.tokens(use.contextTokens)}</span>
        </span>
      </Td>
      <Td className="text-right whitespace-nowrap">{speed}</Td>
    </Tr>
  );
}

function jobWords({ kind, answer }: NonNullable<Slot['use']>, t: ReturnType<typeof useTranslations<'engine.slots'>>): string {
  if (!answer) return kind;
  if (answer.repositories.length === 0) return t('chat');
  const [first = '', ...more] = answer.repositories;
  return t('question', { repository: first, more: more.length });
}
