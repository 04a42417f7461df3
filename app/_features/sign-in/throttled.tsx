'use client';

import { Clock, KeyRound, TriangleAlert } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Button } from '#app/_ui/button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Bar } from '#app/_ui/meter.tsx';

const MINUTE_MS = 60_000;

/** Too many wrong passwords: how long to wait, and what else helps. */
export function Throttled({
  name,
  retryAtMs,
  startedMs,
  failures,
  onEnd,
}: {
  name: string;
  retryAtMs: number;
  startedMs: number;
  failures: number;
  onEnd: () => void;
}) {
  const t = useTranslations('signIn');
  const format = useFormatter();
  const [nowMs, setNowMs] = useState(startedMs);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const leftMs = Math.max(0, retryAtMs - nowMs);
  const inMinutes = leftMs > 90_000;
  const figure = inMinutes ? Math.ceil(leftMs / MINUTE_MS) : Math.ceil(leftMs / 1_000);
  const share = Math.min(1, (nowMs - startedMs) / Math.max(1, retryAtMs - startedMs));
  const time = format.dateTime(retryAtMs, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
  return (
    <>
      <h1 className="serif text-22 tracking-[-0.01em]">{t('tooMany')}</h1>
      <section
        aria-label={t('timeLeft')}
        className="mt-5 grid grid-cols-[92px_minmax(0,1fr)] overflow-hidden rounded-card border border-line"
      >
        <div className="grid place-content-center border-r border-line bg-well text-center text-12 text-ink-3">
          <span>{t('wait')}</span>
          <b className="font-serif text-28 font-medium text-ink">{figure}</b>
          <span>{t(inMinutes ? 'waitMinutes' : 'waitSeconds')}</span>
        </div>
        <div className="px-4 pt-3 pb-2.5" role="status">
          <p className="font-semibold">{t('again', { time })}</p>
          {failures > 0 ? <p className="mt-1 text-12 text-ink-2">{t('failures', { failures, name })}</p> : null}
          <Bar
            thin
            className="mt-3 mb-1"
            label={t('passed', { passed: format.number(share, { style: 'percent' }) })}
            parts={[{ name: 'passed', share, fill: 3 }]}
          />
        </div>
      </section>
      <WhatToDo />
      <div className="mt-5 flex items-center gap-3 max-wide:flex-wrap max-wide:*:basis-full">
        <Button disabled={leftMs > 0} onClick={onEnd}>
          {leftMs > 0 ? t('againAt', { time }) : t('againNow')}
        </Button>
        <Button look="quiet" onClick={onEnd}>
          {t('otherName')}
        </Button>
      </div>
    </>
  );
}

function WhatToDo() {
  const t = useTranslations('signIn');
  const todo = [
    { icon: Clock, text: t('todoWait') },
    { icon: KeyRound, text: t('todoForgot') },
    { icon: TriangleAlert, text: t('todoNotYou') },
  ];
  return (
    <div className="mt-5">
      <h2 className="mb-1 text-13 font-semibold">{t('whatToDo')}</h2>
      <ul>
        {todo.map(({ icon, text }) => (
          <li key={text} className="grid grid-cols-[16px_minmax(0,1fr)] gap-2 py-1">
            <Icon of={icon} size={14} className="mt-0.5 text-ink-3" />
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
