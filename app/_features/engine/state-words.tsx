'use client';

import { Check, CircleX, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useErrorWords } from '#app/_data/failure.ts';
import { Banner } from '#app/_ui/banner.tsx';
import { Chip } from '#app/_ui/chip.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { Now } from './use-engine.ts';

type State = Now['state'];

/** What the engine is doing, in a word; where it takes long, with its figure. */
export function StateChip({ state }: { state: State }) {
  const t = useTranslations('engine.state');
  const tone = state.state === 'ready' ? 'ok' : state.state === 'failed' || state.state === 'none' ? 'bad' : 'warn';
  const icon = tone === 'ok' ? Check : tone === 'bad' ? CircleX : LoaderCircle;
  const percent = 'progress' in state ? Math.floor(state.progress * 100) : 0;
  return (
    <Chip tone={tone}>
      <Icon of={icon} size={12} />
      {t(state.state, { percent })}
    </Chip>
  );
}

/** What keeps the engine from serving. One that is given up has its banner on every page. */
export function StateBanner({ state }: { state: State }) {
  const t = useTranslations('engine.state');
  const errorWords = useErrorWords();
  if (state.state === 'none') {
    const why = errorWords(state.why);
    return (
      <Banner tone="bad">
        {why?.message ?? t('none')} {why?.remedy}
      </Banner>
    );
  }
  if (state.state !== 'restarting') return null;
  return <Banner tone="warn">{t('restartingWhy', { reason: state.reason, attempt: state.attempt })}</Banner>;
}
