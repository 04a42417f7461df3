'use client';

import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'next-intl';
import { useTRPC } from '#app/_data/trpc.tsx';
import { Banner } from '#app/_ui/banner.tsx';
import { LeafBody, Page } from '#app/_ui/page.tsx';
import { TopBar } from '../shell/top-bar.tsx';
import { AlternativesCard } from './alternatives-card.tsx';
import { BytesCard } from './bytes-card.tsx';
import { EngineTiles } from './engine-tiles.tsx';
import { ProfileCard } from './profile-card.tsx';
import type { Profile } from './profile-rows.ts';
import { SlotsCard } from './slots-card.tsx';
import { StateBanner, StateChip } from './state-words.tsx';
import { TuneMenu, TuningProgress } from './tuning-bar.tsx';
import { type Overview, useEngine } from './use-engine.ts';
import { useTuning } from './use-tuning.ts';
import { WhatIfCard } from './what-if-card.tsx';
import { WhyCard } from './why-card.tsx';

/** The engine: what it does now, where its bytes are, why it was placed so, and what other wishes would make of the box. */
export function EnginePage({ initial, isAdmin }: { initial: Overview; isAdmin: boolean }) {
  const t = useTranslations('engine');
  const { overview, now } = useEngine(initial);
  const { plan, model } = overview;
  const trpc = useTRPC();
  const profile = useQuery({ ...trpc.tuning.profile.queryOptions({}), enabled: model !== null }).data ?? null;
  const tuning = useTuning();
  return (
    <>
      <TopBar title={t('title')} about={now ? <StateChip state={now.state} /> : null}>
        {isAdmin && model ? <TuneMenu tuning={tuning} /> : null}
      </TopBar>
      <TuningProgress tuning={tuning} />
      {profile?.stale ? <StaleBanner stale={profile.stale} /> : null}
      {now ? <StateBanner state={now.state} /> : null}
      <LeafBody label={t('title')}>
        <Page>
          {overview.summary ? <p className="mb-4 max-w-[90ch] text-ink-2">{overview.summary}</p> : null}
          {now ? <EngineTiles now={now} plan={plan} measured={profile?.measured ?? null} /> : null}
          <div className="grid grid-cols-[minmax(0,1fr)_344px] items-start gap-4 max-margin:grid-cols-1">
            <div className="grid min-w-0 gap-4">
              {plan ? <BytesCard plan={plan} /> : null}
              {now && now.slots.length > 0 ? <SlotsCard now={now} plan={plan} /> : null}
              {plan ? <WhyCard plan={plan} /> : <p className="text-ink-2">{t('noPlan')}</p>}
            </div>
            {plan && model ? (
              <div className="grid min-w-0 gap-4">
                {profile ? <ProfileCard profile={profile} plan={plan} /> : null}
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

function StaleBanner({ stale }: { stale: NonNullable<Profile['stale']> }) {
  const t = useTranslations('engine.profile');
  const format = useFormatter();
  const since = format.dateTime(new Date(stale.since), { dateStyle: 'medium' });
  const changes = stale.changes.map(({ what, was, is }) => t('change', { what: t(`what.${what}`), was, is })).join('; ');
  return <Banner tone="warn">{t('stale', { since, changes })}</Banner>;
}
