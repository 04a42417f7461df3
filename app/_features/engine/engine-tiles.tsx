'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useEngineWords } from './engine-words.ts';
import type { Profile } from './profile-rows.ts';
import type { Now, Plan } from './use-engine.ts';

/** How fast it writes and reads, how busy it is, and how long people waited: each figure was counted here. */
export function EngineTiles({ now, plan, measured }: { now: Now; plan: Plan | null; measured: Profile['measured'] | null }) {
  const t = useTranslations('engine.tiles');
  const words = useEngineWords();
  const { day, lastRead } = now;
  const busy = now.slots.filter(({ use }) => use !== null).length;
  const cached = day.promptTokens > 0 ? t('cached', { share: words.percent(day.cachedTokens / day.promptTokens) }) : t('noAnswers');
  return (
    <section aria-label={t('label')} className="mb-4 grid grid-cols-4 gap-4 max-wide:grid-cols-2 max-wide:gap-2">
      <Tile
        name={t('writing')}
        value={words.speed(now.tokensPerSecond)}
        below={
          measured
            ? t('writingMeasured', {
                alone: words.speed(measured.generationTokensPerSecond),
                all: words.speed(measured.allSlotsTokensPerSecond),
              })
            : t('writingBelow')
        }
      />
      <Tile
        name={t('reading')}
        value={lastRead && lastRead.tookMs > 0 ? words.speed((lastRead.tokens / lastRead.tookMs) * 1_000) : '–'}
        below={lastRead ? t('readingBelow', { tokens: words.tokens(lastRead.tokens) }) : t('readingNone')}
      />
      <Tile
        name={t('slots')}
        value={now.slots.length > 0 ? t('slotsValue', { busy, slots: now.slots.length }) : '–'}
        below={
          now.waiting > 0 || plan === null ? t('waiting', { waiting: now.waiting }) : t('slotsOf', { tokens: words.tokens(plan.context) })
        }
      />
      <Tile
        name={t('waits')}
        value={day.waitP90Ms === null ? '–' : words.seconds(day.waitP90Ms)}
        below={day.waitP90Ms === null ? cached : `${t('waitsBelow', { answers: day.answers })} ${cached}`}
      />
    </section>
  );
}

function Tile({ name, value, below }: { name: string; value: ReactNode; below: ReactNode }) {
  return (
    <div className="min-w-0 rounded-card border border-line px-4 py-3">
      <p className="text-12 text-ink-3">{name}</p>
      <p className="mt-1 text-18 font-medium">{value}</p>
      <p className="mt-1 text-12 text-ink-2">{below}</p>
    </div>
  );
}
