'use client';

import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHead } from '#app/_ui/card.tsx';
import { Bar } from '#app/_ui/meter.tsx';
import { languageShares } from './coverage-bar.ts';

const fills = [1, 2, 3, 5, 6] as const;
const colours = ['bg-chart-1', 'bg-chart-2', 'bg-chart-3', 'bg-chart-5', 'bg-chart-6'] as const;

/** The languages of what is searched, by bytes. */
export function LanguagesCard({ languages }: { languages: readonly { language: string; bytes: number }[] }) {
  const t = useTranslations('repositories.one');
  const shares = languageShares(Object.fromEntries(languages.map((one) => [one.language, one.bytes])), t('other'));
  if (shares.length === 0) return null;
  const label = shares.map((share) => `${share.name} ${share.percent} %`).join(', ');
  return (
    <Card aria-labelledby="languages">
      <CardHead id="languages" title={t('languages')} />
      <CardBody>
        <Bar label={label} parts={shares.map((share, at) => ({ name: share.name, share: share.percent / 100, fill: fills[at] ?? 6 }))} />
        <ul className="mt-3 grid gap-1 text-12">
          {shares.map((share, at) => (
            <li key={share.name} className="flex items-center gap-1.5">
              <span data-keep-colour="" className={`size-2 flex-none rounded-[2px] ${colours[at] ?? 'bg-chart-6'}`} />
              {share.name}
              <span className="ml-auto">{share.percent} %</span>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
