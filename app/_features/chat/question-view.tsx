'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useRef } from 'react';
import { IconButton } from '#app/_ui/button.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { ExchangeProps } from './exchange-props.ts';
import type { Shown } from './thread.ts';
import type { Message } from './view.ts';

/** What somebody asked, on the right, with its time and its variants. */
export function QuestionView({ shown, onChoose }: { shown: Shown<Message>; onChoose: ExchangeProps['onChoose'] }) {
  const t = useTranslations('chat');
  const format = useFormatter();
  const { message } = shown;
  return (
    <div className="group/turn mb-1 grid justify-items-end">
      <p className="max-w-[528px] rounded-card bg-well px-4 py-2.5 text-16 whitespace-pre-wrap [overflow-wrap:anywhere]">{message.text}</p>
      <div className="-mr-1.5 flex min-h-8 items-center gap-0.5 text-12 text-ink-3">
        <span className="quiet-until">
          <time dateTime={new Date(message.createdAtMs).toISOString()}>
            {format.dateTime(message.createdAtMs, { hour: '2-digit', minute: '2-digit', hour12: false })}
          </time>
          <CopyButton text={message.text} label={t('copyQuestion')} />
        </span>
        <Variants shown={shown} onChoose={onChoose} />
      </div>
    </div>
  );
}

/** Switches between variants of a message: ‹ 2 of 3 ›. */
export function Variants({ shown, onChoose }: { shown: Shown<Message>; onChoose: ExchangeProps['onChoose'] }) {
  const t = useTranslations('chat');
  const box = useRef<HTMLSpanElement>(null);
  const { message, variants, place } = shown;
  if (variants.length < 2) return null;
  const go = (to: number) => {
    const id = variants[to - 1];
    if (id) onChoose(message.parentId, id);
  };
  return (
    <span ref={box} className="inline-flex items-center">
      <IconButton label={t('earlierVariant')} disabled={place === 1} onClick={() => go(place - 1)}>
        <Icon of={ChevronLeft} size={14} />
      </IconButton>
      <span className="px-0.5 text-12 whitespace-nowrap text-ink-2">{t('variantOf', { place, count: variants.length })}</span>
      <IconButton label={t('laterVariant')} disabled={place === variants.length} onClick={() => go(place + 1)}>
        <Icon of={ChevronRight} size={14} />
      </IconButton>
    </span>
  );
}
