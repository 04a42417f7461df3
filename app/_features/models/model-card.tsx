'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { ButtonLink } from '#app/_ui/button.tsx';
import { Card, CardFoot } from '#app/_ui/card.tsx';
import { Chip } from '#app/_ui/chip.tsx';
import { Band } from './band.tsx';
import { CapabilityTable } from './capability-table.tsx';
import { AcceptanceProgress, ModelActions } from './model-actions.tsx';
import { ModelFacts } from './model-facts.tsx';
import { StandingChips } from './standing-chip.tsx';
import { useAcceptance } from './use-model-acts.ts';
import type { Model, Role } from './use-models.ts';

/** One model: whether it serves, what it was found able to do, what its file is, and what can be done with it. */
export function ModelCard({ model, isServing, role }: { model: Model; isServing: boolean; role: Role }) {
  const t = useTranslations('models');
  const format = useFormatter();
  const acceptance = useAcceptance(model);
  const newest = model.acceptances[0] ?? null;
  const uses = model.roles.map((one) => t(`role.${one}`)).join(', ');
  return (
    <Card aria-labelledby={`model-${model.id}`}>
      <header className="flex min-h-11 flex-wrap items-center gap-2 border-b border-line py-1.5 pr-3 pl-4">
        <h2 id={`model-${model.id}`} className="serif text-16 [overflow-wrap:anywhere]">
          {model.name}
        </h2>
        {model.quantisation === '' ? null : <Chip mono>{model.quantisation}</Chip>}
        <StandingChips model={model} isServing={isServing} />
        <span className="ml-auto flex items-center gap-2">
          <span className="text-12 text-ink-3 max-wide:hidden">{uses}</span>
          {newest ? (
            <ButtonLink look="quiet" size="s" href={`/models/${model.id}`}>
              {t('report')}
            </ButtonLink>
          ) : null}
          {role === 'admin' ? <ModelActions model={model} isServing={isServing} acceptance={acceptance} /> : null}
        </span>
      </header>
      <AcceptanceProgress acceptance={acceptance} />
      <CapabilityTable model={model} acceptance={newest} />
      {newest ? (
        <div className="border-t border-line">
          <Band acceptance={newest} />
        </div>
      ) : null}
      <div className="border-t border-line px-4 py-3">
        <ModelFacts model={model} className="grid-cols-[96px_minmax(0,1fr)_96px_minmax(0,1fr)] max-wide:grid-cols-[104px_minmax(0,1fr)]" />
      </div>
      <CardFoot>
        {newest
          ? t('triedAt', { at: format.dateTime(new Date(newest.at), { dateStyle: 'medium', timeStyle: 'short' }), profile: newest.profile })
          : t(model.acceptedBy === 'release' ? 'byRelease' : 'untried')}
        {model.override === null ? '' : ` ${t('overridden', { reason: model.override })}`}
      </CardFoot>
    </Card>
  );
}
