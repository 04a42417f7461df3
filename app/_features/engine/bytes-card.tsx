'use client';

import { useTranslations } from 'next-intl';
import { Card, CardBody, CardHead } from '#app/_ui/card.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { Bar, fills } from '#app/_ui/meter.tsx';
import { useEngineWords } from './engine-words.ts';
import { type Memory, type MemoryPart, memoryParts } from './memory-bar.ts';
import type { Plan } from './use-engine.ts';

/** Where the bytes are: a bar for each card and one for host memory, by what holds them, as planned. */
export function BytesCard({ plan }: { plan: Plan }) {
  const t = useTranslations('engine.bytes');
  return (
    <Card aria-labelledby="bytes">
      <CardHead id="bytes" title={t('title')} note={t('note')} />
      <CardBody className="grid gap-5">
        {plan.devices.map((device, at) => (
          <MemoryBar
            key={t('card', { number: at, name: device.name })}
            name={t('card', { number: at, name: device.name })}
            about={device.pcie ? t('pcie', { ...device.pcie }) : ''}
            memory={device}
            totalBytes={device.freeBytes}
            rest="margin"
          />
        ))}
        <MemoryBar
          name={t('host')}
          about={t('threads', { threads: plan.threads })}
          memory={plan.hostRam}
          totalBytes={plan.hostRam.budgetBytes}
          rest="free"
        />
      </CardBody>
    </Card>
  );
}

type MemoryBarProps = { name: string; about: string; memory: Memory; totalBytes: number; rest: 'margin' | 'free' };

function MemoryBar({ name, about, memory, totalBytes, rest }: MemoryBarProps) {
  const t = useTranslations('engine.bytes');
  const words = useEngineWords();
  const parts = memoryParts(memory, totalBytes);
  const wholeBytes = Math.max(totalBytes, memory.usedBytes);
  const used = t('used', { used: words.bytes(memory.usedBytes), total: words.bytes(totalBytes) });
  const partName = ({ group }: MemoryPart) => (group === 'rest' ? t(rest) : t(`group.${group}`, { layers: memory.expertLayers }));
  return (
    <div>
      <p className="flex items-baseline gap-2">
        <span className="font-medium">{name}</span>
        <span className="text-12 text-ink-3 max-wide:hidden">{about}</span>
        <span className="ml-auto text-12">{used}</span>
      </p>
      <Bar
        className="mt-1.5 h-5 rounded-chip bg-well"
        label={`${name}: ${used}`}
        parts={parts.map((part) => ({ name: part.group, share: part.bytes / wholeBytes, fill: part.fill }))}
      />
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-12 text-ink-2">
        {parts.map((part) => (
          <li key={part.group} className="flex items-center gap-1.5">
            <span
              aria-hidden="true"
              data-keep-colour=""
              className={cn('size-2 rounded-[2px]', fills[part.fill], part.fill === 'hatch' && 'border border-line-firm')}
            />
            {partName(part)} {words.bytes(part.bytes)}
          </li>
        ))}
      </ul>
    </div>
  );
}
