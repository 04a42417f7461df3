import { RotateCw } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Icon } from '#app/_ui/icon.tsx';
import { markdownBlocks } from './markdown-blocks.ts';

type Continuation = { reason: string; atMs: number; at: number; tokens: number };

/**
 * Where an answer went on after a restart: below the block that was being written then.
 *
 * @returns the lines that say so, by the number of the block above which they stand
 */
export function continuedBreaks(text: string, continued: readonly Continuation[]): Map<number, ReactNode> {
  // Before the first word there is nothing that could go on.
  const midway = continued.filter((one) => one.tokens > 0);
  return new Map(midway.map((one) => [markdownBlocks(text.slice(0, one.at)).length, <Continued key={one.at} {...one} />]));
}

function Continued({ reason, atMs, tokens }: Continuation) {
  const t = useTranslations('chat');
  const format = useFormatter();
  const time = format.dateTime(atMs, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
  return (
    <p className="my-3 flex items-center gap-3 font-sans text-12 text-ink-3 before:h-px before:w-4 before:bg-line-firm after:h-px after:flex-1 after:bg-line-firm">
      <Icon of={RotateCw} size={14} />
      {t(reason === 'engine' ? 'continuedEngine' : 'continuedAppliance', { time, tokens })}
    </p>
  );
}
