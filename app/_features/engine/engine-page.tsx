'use client';

import { useTranslations } from 'next-intl';
import { LeafBody, Page } from '#app/_ui/page.tsx';
import { TopBar } from '../shell/top-bar.tsx';
import { AlternativesCard } from './alternatives-card.tsx';
import { BytesCard } from './bytes-card.tsx';
import { EngineTiles } from './engine-tiles.tsx';
import { SlotsCard } from './slots-card.tsx';
import { StateBanner, StateChip } from './state-words.tsx';
import { type Overview, useEngine } from './use-engine.ts';
import { WhatIfCard } from './what-if-card.tsx';
import { WhyCard } from './why-card.tsx';

/** The engine: what it does now, where its bytes are, why it was placed so, and what other wishes would make of the box. */
export function EnginePage({ initial }: { initial: Overview }) {
  const t = useTranslations('engine');
  const { overview, now } = useEngine(initial);
  const { plan, model } = overview;
  return (
    <>
      <TopBar title={t('title')} about={now ? <StateChip state={now.state} /> : null} />
      {now ? <StateBanner state={now.state} /> : null}
      <LeafBody label={t('title')}>
        <Page>
          {overview.summary ? <p className="mb-4 max-w-[90ch] text-ink-2">{overview.summary}</p> : null}
          {now ? <EngineTiles now={now} plan={plan} /> : null}
          <div className="grid grid-cols-[minmax(0,1fr)_344px] items-start gap-4 max-margin:grid-cols-1">
            <div className="grid min-w-0 gap-4">
              {plan ? <BytesCard plan={plan} /> : null}
              {now && now.slots.length > 0 ? <SlotsCard now={now} plan={plan} /> : null}
              {plan ? <WhyCard plan={plan} /> : <p className="text-ink-2">{t('noPlan')}</p>}
            </div>
            {plan && model ? (
              <div className="grid min-w-0 gap-4">
                <WhatIfCard plan={plan} model={model} />
                <AlternativesCard plan={plan} assumptions={overview.assumptions} />
              </div>
            ) : null}
          </div>
        </Page>
      </LeafBody>
    </>
  );
}
