'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useFailureWords } from '#app/_data/failure.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Button } from '#app/_ui/button.tsx';
import { Card, CardBody, CardFoot, CardHead } from '#app/_ui/card.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Segment } from '#app/_ui/segment.tsx';
import { Slider } from '#app/_ui/slider.tsx';
import { type Difference, differences } from './differences.ts';
import { useEngineWords } from './engine-words.ts';
import type { Overview, Plan } from './use-engine.ts';

const PEOPLE_MAX = 16;

/** What the box would do for other wishes: planned at once, measured by nobody. */
export function WhatIfCard({ plan, model }: { plan: Plan; model: NonNullable<Overview['model']> }) {
  const t = useTranslations('engine.whatIf');
  const trpc = useTRPC();
  const failure = useFailureWords();
  const words = useEngineWords();
  const present = { users: plan.sequences, context: plan.context, kvType: plan.kvType };
  const [wishes, setWishes] = useState(present);
  const step = model.contextTrained > 65_536 ? 1_024 : 256;
  const isPresent = JSON.stringify(wishes) === JSON.stringify(present);
  const asked = useQuery({
    ...trpc.engine.whatIf.queryOptions(wishes),
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Card aria-labelledby="what-if">
      <CardHead
        id="what-if"
        title={t('title')}
        end={
          <Button look="quiet" size="s" disabled={isPresent} onClick={() => setWishes(present)}>
            {t('reset')}
          </Button>
        }
      />
      <CardBody className="grid gap-3">
        <Slider
          label={t('people')}
          value={wishes.users}
          min={1}
          max={Math.max(PEOPLE_MAX, plan.sequences)}
          step={1}
          shown={String(wishes.users)}
          onChange={(users) => setWishes({ ...wishes, users })}
        />
        <Slider
          label={t('context')}
          value={wishes.context}
          min={step}
          max={Math.max(model.contextTrained, plan.context)}
          step={step}
          shown={t('tokens', { tokens: words.tokens(wishes.context) })}
          onChange={(context) => setWishes({ ...wishes, context })}
        />
        <div className="flex items-center text-12">
          {t('kv')}
          <Segment
            label={t('kv')}
            className="ml-auto text-13"
            value={wishes.kvType}
            onChange={(kvType) => setWishes({ ...wishes, kvType })}
            choices={(['f16', 'q8_0', 'q4_0'] as const).map((value) => ({ value, label: value }))}
          />
        </div>
        {asked.data ? <Outcome present={plan} other={asked.data} /> : null}
        {asked.error ? <ErrorState error={failure(asked.error)} /> : null}
      </CardBody>
      <CardFoot>{t('foot')}</CardFoot>
    </Card>
  );
}

function Outcome({ present, other }: { present: Plan; other: Plan }) {
  const t = useTranslations('engine.whatIf');
  return (
    <section aria-label={t('outcome')} aria-live="polite" className="border-t border-line pt-3 text-12">
      <dl className="grid grid-cols-[1fr_auto_56px] gap-x-3 gap-y-1">
        {differences(present, other).map((row) => (
          <DifferenceRow key={`${row.name} ${row.card ?? ''}`} row={row} />
        ))}
      </dl>
      {other.fits ? null : (
        <ul className="mt-2 grid gap-1 text-ochre">
          {other.reasons
            .filter((reason) => !present.reasons.includes(reason) && /fit/.test(reason))
            .map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
        </ul>
      )}
    </section>
  );
}

function DifferenceRow({ row }: { row: Difference }) {
  const t = useTranslations('engine.whatIf');
  const words = useEngineWords();
  const value = { layers: t('layers', { layers: row.value }), bytes: words.bytes(row.value), speed: words.speed(row.value) }[row.unit];
  const change =
    row.unit === 'bytes'
      ? words.bytes(Math.abs(row.change))
      : row.unit === 'speed'
        ? words.percent(Math.abs(row.change))
        : Math.abs(row.change);
  return (
    <>
      <dt>{t(`row.${row.name}`, { card: row.card ?? 0 })}</dt>
      <dd className="text-right font-medium whitespace-nowrap">{value}</dd>
      <dd className={cn('text-right whitespace-nowrap', row.isWorse ? 'text-ochre' : 'text-verdigris')}>
        {row.change === 0 ? '' : `${row.change > 0 ? '+' : '−'}${change}`}
      </dd>
    </>
  );
}
