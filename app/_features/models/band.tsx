'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { cn } from '#app/_ui/class-names.ts';
import type { Acceptance } from './use-models.ts';

/** Bits for a byte of the fixed text, against the band that a sound copy lies in. */
export function Band({ acceptance }: { acceptance: Acceptance }) {
  const t = useTranslations('models.band');
  const format = useFormatter();
  const { bitsPerByte, band } = acceptance;
  const figure = (value: number) => format.number(value, { minimumFractionDigits: 3, maximumFractionDigits: 3 });
  if (bitsPerByte === null) return <p className="px-4 py-3 text-12 text-ink-3">{t('unmeasured')}</p>;
  const isInside = bitsPerByte >= band.low && bitsPerByte <= band.high;
  const span = Math.max(bitsPerByte, band.high) - Math.min(bitsPerByte, band.low);
  const from = Math.max(0, Math.min(bitsPerByte, band.low) - span * 0.4);
  const to = Math.max(bitsPerByte, band.high) + span * 0.4;
  const at = (value: number) => ((value - from) / (to - from)) * 100;
  const said = t(isInside ? 'inside' : 'outside', { value: figure(bitsPerByte), low: figure(band.low), high: figure(band.high) });
  return (
    <div className="grid grid-cols-[168px_minmax(0,1fr)] items-center gap-4 px-4 py-3 max-wide:grid-cols-1 max-wide:gap-2">
      <div>
        <p className={cn('font-medium', !isInside && 'text-madder')}>{t('value', { value: figure(bitsPerByte) })}</p>
        <p className="text-12 text-ink-2">{t('bandOf', { low: figure(band.low), high: figure(band.high) })}</p>
      </div>
      <div role="img" aria-label={said} data-keep-colour="" className="relative h-8">
        <span className="absolute inset-x-0 top-2 h-px bg-line-control" />
        <span
          className="absolute top-1 h-2 rounded-full border border-verdigris-line bg-verdigris-wash"
          style={{ left: `${at(band.low)}%`, width: `${at(band.high) - at(band.low)}%` }}
        />
        <span
          className={cn('absolute top-1 size-2 -translate-x-1/2 rounded-full', isInside ? 'bg-verdigris' : 'bg-madder')}
          style={{ left: `${at(bitsPerByte)}%` }}
        />
        <span
          className={cn('absolute top-4 -translate-x-1/2 text-11 font-medium', isInside ? 'text-verdigris' : 'text-madder')}
          style={{ left: `${Math.min(94, Math.max(6, at(bitsPerByte)))}%` }}
        >
          {figure(bitsPerByte)}
        </span>
      </div>
    </div>
  );
}
