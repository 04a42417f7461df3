'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Card, CardBody, CardFoot, CardHead } from '#app/_ui/card.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { Segment } from '#app/_ui/segment.tsx';
import { changeWords } from './change-words.ts';
import { useEngineWords } from './engine-words.ts';
import { type Profile, type ProfileRow, profileRows, type Speed } from './profile-rows.ts';
import type { Plan } from './use-engine.ts';

/** What tuning measured of each candidate on this box, against what the plan takes for granted. */
export function ProfileCard({ profile, plan }: { profile: Profile; plan: Plan }) {
  const t = useTranslations('engine.profile');
  const format = useFormatter();
  const [speed, setSpeed] = useState<Speed>('reading');
  const rows = profileRows(profile.evidence, speed);
  const [assumed] = plan.alternatives;
  const planned = speed === 'reading' ? assumed?.promptTokensPerSecond : speed === 'alone' ? assumed?.generationTokensPerSecond : undefined;
  const day = format.dateTime(new Date(profile.at), { dateStyle: 'medium' });
  return (
    <Card aria-labelledby="profile">
      <CardHead id="profile" title={t('title')} />
      <CardBody>
        <Segment
          label={t('which')}
          value={speed}
          onChange={setSpeed}
          choices={(['reading', 'alone', 'together'] as const).map((value) => ({ value, label: t(`speed.${value}`) }))}
        />
        <SpeedChart rows={rows} planned={planned} />
      </CardBody>
      <CardFoot>
        {t('measuredOn', { day, by: profile.by, candidates: profile.evidence.candidates.length, rounds: profile.evidence.rounds })}
        {planned === undefined ? '' : ` ${t('plannedFoot', { planned })}`}
      </CardFoot>
    </Card>
  );
}

/** A row a candidate: a point is the median, the bar through it the spread, the dashed line what was planned. The axis begins at 0. */
function SpeedChart({ rows, planned }: { rows: readonly ProfileRow[]; planned: number | undefined }) {
  const t = useTranslations('engine.profile');
  const words = useEngineWords();
  const top = Math.max(planned ?? 0, ...rows.map(({ median, spread }) => median + spread / 2)) * 1.05 || 1;
  const at = (value: number) => `${(Math.max(0, value) / top) * 100}%`;
  return (
    <ul className="mt-3 grid gap-2">
      {rows.map((row) => {
        const name = changeWords(row.changes) || t('asPlanned');
        return (
          <li key={name} className={cn('rounded-control px-2 py-1', row.isWinner && 'bg-verdigris-wash')}>
            <p className="flex text-12">
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {name}
                {row.isWinner ? <span className="text-verdigris">, {t('used')}</span> : null}
              </span>
              <span className="ml-auto pl-2 font-medium whitespace-nowrap">
                {words.speed(row.median)}{' '}
                <span className="font-normal text-ink-3">{t('spread', { spread: words.speed(row.spread / 2), runs: row.runs })}</span>
              </span>
            </p>
            <div aria-hidden="true" data-keep-colour="" className="relative mt-1 h-3">
              <span className="absolute inset-x-0 top-1.5 h-px bg-line" />
              {planned === undefined ? null : (
                <span className="absolute inset-y-0 border-l border-dashed border-chart-2" style={{ left: at(planned) }} />
              )}
              <span
                className="absolute top-[5px] h-0.5 bg-chart-1 opacity-50"
                style={{ left: at(row.median - row.spread / 2), width: at(row.spread) }}
              />
              <span className="absolute top-0.5 size-2 -translate-x-1/2 rounded-full bg-chart-1" style={{ left: at(row.median) }} />
            </div>
          </li>
        );
      })}
    </ul>
  );
}
