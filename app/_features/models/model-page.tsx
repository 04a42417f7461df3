'use client';

import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Card, CardBody, CardHead } from '#app/_ui/card.tsx';
import { LeafBody, Page } from '#app/_ui/page.tsx';
import { Select } from '#app/_ui/select.tsx';
import { TopBar } from '../shell/top-bar.tsx';
import { Band } from './band.tsx';
import { CapabilityTable } from './capability-table.tsx';
import { ChecksCard } from './checks-card.tsx';
import { MakerCard } from './maker-card.tsx';
import { AcceptanceProgress, ModelActions } from './model-actions.tsx';
import { ModelFacts } from './model-facts.tsx';
import { StandingChips } from './standing-chip.tsx';
import { useAcceptance } from './use-model-acts.ts';
import { type Model, type Overview, type Role, useModels } from './use-models.ts';

type Props = { id: string; initial: Overview; role: Role };

/** The acceptance report of a model: the measure of its weights, its capabilities, and every check with what came. */
export function ModelPage({ id, initial, role }: Props) {
  const { models, servedId } = useModels(initial);
  const model = models.find((one) => one.id === id);
  return model ? <Report model={model} isServing={model.id === servedId} role={role} /> : null;
}

function Report({ model, isServing, role }: { model: Model; isServing: boolean; role: Role }) {
  const t = useTranslations('models');
  const acceptance = useAcceptance(model);
  return (
    <>
      <TopBar
        title={
          <>
            <Link href="/models" className="text-ink-3 underline decoration-line-firm underline-offset-3 max-wide:hidden">
              {t('title')}
            </Link>
            <span aria-hidden="true" className="mx-2 text-ink-3 max-wide:hidden">
              /
            </span>
            {model.name}
          </>
        }
        about={
          <span className="flex gap-2 max-wide:hidden">
            <StandingChips model={model} isServing={isServing} />
          </span>
        }
      >
        {role === 'admin' ? <ModelActions model={model} isServing={isServing} acceptance={acceptance} /> : null}
      </TopBar>
      <AcceptanceProgress acceptance={acceptance} />
      <LeafBody label={t('reportTitle')}>
        <Page>
          <div className="grid grid-cols-[minmax(0,1fr)_344px] items-start gap-4 max-margin:grid-cols-1">
            <Findings model={model} />
            <div className="grid min-w-0 gap-4">
              <Card aria-labelledby="file">
                <CardHead id="file" title={t('facts.title')} />
                <CardBody>
                  <ModelFacts model={model} />
                  <Parts model={model} />
                </CardBody>
              </Card>
              <MakerCard model={model} />
            </div>
          </div>
        </Page>
      </LeafBody>
    </>
  );
}

/** What acceptance found under one profile. */
function Findings({ model }: { model: Model }) {
  const t = useTranslations('models');
  const format = useFormatter();
  const [profile, setProfile] = useState(model.acceptances[0]?.profile ?? '');
  const shown = model.acceptances.find((one) => one.profile === profile) ?? model.acceptances[0] ?? null;
  const at = shown ? format.dateTime(new Date(shown.at), { dateStyle: 'medium', timeStyle: 'short' }) : t('untried');
  const choices = model.acceptances.map((one) => ({ value: one.profile, label: one.profile }));
  return (
    <div className="grid min-w-0 gap-4">
      {shown ? (
        <Card aria-labelledby="band">
          <CardHead id="band" title={t('band.title')} note={t('band.note')} />
          <Band acceptance={shown} />
        </Card>
      ) : null}
      <Card aria-labelledby="capabilities">
        <CardHead
          id="capabilities"
          title={t('capability.title')}
          note={at}
          end={
            choices.length > 1 ? (
              <Select label={t('profile')} size="s" value={profile} onChange={setProfile} choices={choices} />
            ) : (
              shown?.profile
            )
          }
        />
        <CapabilityTable model={model} acceptance={shown} />
      </Card>
      {shown ? <ChecksCard key={shown.id} checks={shown.report.checks} /> : null}
    </div>
  );
}

function Parts({ model: { parts } }: { model: Model }) {
  const t = useTranslations('models.facts');
  return (
    <details className="mt-3">
      <summary className="cursor-pointer text-12 text-ink-3">{t('parts', { parts: parts.length })}</summary>
      <ol className="mt-1 grid gap-1 text-12">
        {parts.map(({ number, sha256 }) => (
          <li key={number}>
            {number}. <code className="[overflow-wrap:anywhere]">{sha256}</code>
          </li>
        ))}
      </ol>
    </details>
  );
}
