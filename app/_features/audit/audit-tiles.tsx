'use client';

import { Clock, Link, type LucideIcon, Stamp, Usb } from 'lucide-react';
import { useFormatter, useNow, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { cn } from '#app/_ui/class-names.ts';
import type { ErrorWords } from '#app/_ui/error-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';

/** How the log was found when somebody last asked on this page. */
export type Verified =
  | { state: 'unknown' }
  | { state: 'running' }
  | { state: 'failed'; error: ErrorWords }
  | { state: 'read'; result: Outputs['audit']['verify']; atMs: number };

/** What the log can prove and what it cannot, each with its limit in words. */
export function AuditTiles({ state, verified }: { state: Outputs['audit']['state'] | undefined; verified: Verified }) {
  const t = useTranslations('audit.tiles');
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  const checkpoint = state?.checkpoint ?? null;
  const dayOf = (at: Date) => format.dateTime(at, { dateStyle: 'short' });
  const isToday = checkpoint !== null && dayOf(new Date(checkpoint.at)) === dayOf(now);
  return (
    <section
      aria-label={t('label')}
      className="grid flex-none grid-cols-4 border-b border-line max-wide:grid-cols-2 [&>div]:border-line [&>div]:not-last:border-r max-wide:[&>div:nth-child(2)]:border-r-0 max-wide:[&>div:nth-child(-n+2)]:border-b"
    >
      <Tile icon={Stamp} tone={checkpoint ? 'ok' : 'warn'} name={t('checkpoint')}>
        {checkpoint
          ? t('checkpointValue', {
              size: checkpoint.size,
              at: format.dateTime(new Date(checkpoint.at), { ...(isToday ? {} : { dateStyle: 'medium' }), timeStyle: 'medium' }),
            })
          : state
            ? t('checkpointNone')
            : ' '}
        {checkpoint ? t.rich('checkpointBelow', { key: () => <code className="whitespace-nowrap">{checkpoint.key}</code> }) : ' '}
      </Tile>
      <LogTile verified={verified} />
      <Tile icon={Usb} tone="warn" name={t('witness')}>
        {t('witnessValue')}
        {t('witnessBelow')}
      </Tile>
      <Tile icon={Clock} tone="quiet" name={t('tail')}>
        {t('tailValue')}
        {t('tailBelow')}
      </Tile>
    </section>
  );
}

function LogTile({ verified }: { verified: Verified }) {
  const t = useTranslations('audit.tiles');
  const format = useFormatter();
  if (verified.state === 'unknown') {
    return (
      <Tile icon={Link} tone="quiet" name={t('log')}>
        {t('logUnknown')}
        {t('logUnknownBelow')}
      </Tile>
    );
  }
  if (verified.state === 'running') {
    return (
      <Tile icon={Link} tone="quiet" name={t('log')}>
        {t('logRunning')}
        {t('logRunningBelow')}
      </Tile>
    );
  }
  if (verified.state === 'failed') {
    return (
      <Tile icon={Link} tone="bad" name={t('log')}>
        {t('logFailed')}
        {`${verified.error.message} ${verified.error.id ?? ''}`}
      </Tile>
    );
  }
  const { result, atMs } = verified;
  const at = format.dateTime(new Date(atMs), { timeStyle: 'medium' });
  const tookMs = result.tookMs < 1_000 ? `${result.tookMs} ms` : `${format.number(result.tookMs / 1_000, { maximumFractionDigits: 1 })} s`;
  return (
    <Tile icon={Link} tone={result.ok ? 'ok' : 'bad'} name={t('log')}>
      {result.firstBad ? t('logBroken', { index: result.firstBad.index }) : t('logWhole')}
      {result.firstBad
        ? t('logBrokenBelow', { reason: result.firstBad.reason, at })
        : t('logWholeBelow', { at, tookMs, records: result.records })}
    </Tile>
  );
}

const tones = { ok: 'text-verdigris', warn: 'text-ochre', bad: 'text-madder', quiet: 'text-ink-3' } as const;

function Tile({
  icon,
  tone,
  name,
  children,
}: {
  icon: LucideIcon;
  tone: keyof typeof tones;
  name: string;
  children: [ReactNode, ReactNode];
}) {
  return (
    <div className="min-w-0 py-2 pr-4 pl-5 max-wide:px-3">
      <p className="flex items-center gap-1.5 text-12 text-ink-3">
        <Icon of={icon} size={14} className={tones[tone]} />
        {name}
      </p>
      <p className={cn('mt-1 font-semibold', tone === 'bad' && 'text-madder')}>{children[0]}</p>
      <p className="text-12 text-ink-2">{children[1]}</p>
    </div>
  );
}
