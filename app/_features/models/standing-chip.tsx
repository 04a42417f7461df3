'use client';

import { Check, Circle, CircleX, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Chip } from '#app/_ui/chip.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { Model } from './use-models.ts';

const looks = {
  accepted: { tone: 'ok', icon: Check },
  overridden: { tone: 'warn', icon: TriangleAlert },
  failed: { tone: 'bad', icon: CircleX },
  untried: { tone: 'quiet', icon: Circle },
} as const;

/** Whether a model serves now, and whether it may. */
export function StandingChips({ model, isServing }: { model: Pick<Model, 'standing' | 'isChosen'>; isServing: boolean }) {
  const t = useTranslations('models.standing');
  const { tone, icon } = looks[model.standing];
  return (
    <>
      {isServing ? (
        <Chip tone="ok">
          <Icon of={Check} size={12} />
          {t('serving')}
        </Chip>
      ) : null}
      {isServing && model.standing === 'accepted' ? null : (
        <Chip tone={tone}>
          <Icon of={icon} size={12} />
          {t(model.standing)}
        </Chip>
      )}
      {model.isChosen && !isServing ? <Chip tone="plain">{t('chosen')}</Chip> : null}
    </>
  );
}
