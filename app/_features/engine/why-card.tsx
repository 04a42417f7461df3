'use client';

import { Terminal } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#app/_ui/button.tsx';
import { Card, CardBody, CardHead, Facts } from '#app/_ui/card.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { scrollable } from '#app/_ui/page.tsx';
import { useEngineWords } from './engine-words.ts';
import { shellLine } from './shell-line.ts';
import type { Plan } from './use-engine.ts';

/** What was chosen, why, and the command that would place it the same. */
export function WhyCard({ plan }: { plan: Plan }) {
  const t = useTranslations('engine.why');
  const [isOpen, setOpen] = useState(false);
  const line = shellLine(plan.env, plan.command);
  return (
    <Card aria-labelledby="why">
      <CardHead
        id="why"
        title={t('title')}
        end={
          <Button look="quiet" size="s" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            <Icon of={Terminal} size={14} />
            {t(isOpen ? 'hideCommand' : 'showCommand')}
          </Button>
        }
      />
      {isOpen ? (
        <div className="flex items-start gap-2 border-b border-line bg-well px-4 py-3">
          <pre {...scrollable} className="min-w-0 flex-1 text-12 [overflow-wrap:anywhere] whitespace-pre-wrap">
            {line}
          </pre>
          <CopyButton text={line} label={t('copyCommand')} size="xs" />
        </div>
      ) : null}
      <CardBody>
        <ul className="mb-4 grid gap-2">
          {plan.reasons.map((reason) => (
            <li key={reason} className="border-l-2 border-line pl-3 text-ink-2">
              {reason}
            </li>
          ))}
        </ul>
        <PlanFacts plan={plan} />
      </CardBody>
    </Card>
  );
}

function PlanFacts({ plan }: { plan: Plan }) {
  const t = useTranslations('engine.why');
  const words = useEngineWords();
  const env = Object.entries(plan.env).map(([name, value]) => `${name}=${value}`);
  const facts = [
    { name: t('driver'), value: plan.driver },
    { name: t('layersOnCards'), value: String(plan.gpuLayers) },
    { name: t('expertsOnCpu'), value: String(plan.expertLayersOnCpu) },
    { name: t('kvType'), value: plan.kvType },
    { name: t('context'), value: words.tokens(plan.context) },
    { name: t('sequences'), value: String(plan.sequences) },
    { name: t('batch'), value: `${plan.batch} / ${plan.ubatch}` },
    { name: t('threads'), value: `${plan.threads} / ${plan.threadsBatch}` },
    { name: t('flashAttention'), value: t(plan.flashAttention ? 'on' : 'off') },
    { name: t('snapshots'), value: String(plan.contextCheckpoints) },
    ...(plan.tensorSplit.length > 0 ? [{ name: t('split'), value: plan.tensorSplit.join(' : ') }] : []),
    ...(env.length > 0 ? [{ name: t('env'), value: <code>{env.join(' ')}</code> }] : []),
  ];
  const half = Math.ceil(facts.length / 2);
  return (
    <div className="grid grid-cols-2 gap-x-6 gap-y-1.5 border-t border-line pt-4 max-wide:grid-cols-1">
      <Facts facts={facts.slice(0, half)} />
      <Facts facts={facts.slice(half)} />
    </div>
  );
}
