'use client';

import { Check, Clock, TriangleAlert } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { Icon } from '#app/_ui/icon.tsx';

import { clockDrift } from './clock-drift.ts';
import { Fact } from './fact.tsx';

/** The box's time, going on by the second, and how it stands to this device's. Before the page runs, the time alone. */
export function BoxClock({ timeMs }: { timeMs: number }) {
  const t = useTranslations('signIn');
  const format = useFormatter();
  const [driftMs, setDriftMs] = useState<number | null>(null);
  const [nowMs, setNowMs] = useState(timeMs);
  useEffect(() => {
    const drift = timeMs - arrivedMs();
    setDriftMs(drift);
    const timer = setInterval(() => setNowMs(Date.now() + drift), 1_000);
    return () => clearInterval(timer);
  }, [timeMs]);
  const drift = driftMs === null ? null : clockDrift(driftMs);
  const worrying = drift !== null && drift.kind !== 'agree' && drift.worrying;
  return (
    <Fact
      icon={<Icon of={Clock} />}
      title={format.dateTime(nowMs, {
        weekday: 'short',
        day: 'numeric',
        month: 'short',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
        hour12: false,
        timeZoneName: 'short',
      })}
    >
      {drift ? (
        <p className="mt-0.5 flex gap-1">
          <Icon of={worrying ? TriangleAlert : Check} size={14} className={worrying ? 'mt-px text-ochre' : 'mt-px text-verdigris'} />
          <b className={worrying ? 'font-medium text-ochre' : 'font-medium text-verdigris'}>
            {drift.kind === 'agree' ? t('agree') : t(drift.kind, { by: `${drift.amount} ${drift.unit}` })}
          </b>
        </p>
      ) : null}
      <p className="mt-1">{t(worrying ? 'clockOff' : 'clockLead')}</p>
    </Fact>
  );
}

/** When the answer of the server began to arrive, by this device's clock: what the page took to start is no drift. */
function arrivedMs(): number {
  const [navigation] = performance.getEntriesByType('navigation');
  const start = navigation instanceof PerformanceNavigationTiming ? navigation.responseStart : 0;
  return start > 0 ? performance.timeOrigin + start : Date.now();
}
