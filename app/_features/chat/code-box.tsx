'use client';

import { Download, WrapText } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { memo, useState } from 'react';
import { Button } from '#app/_ui/button.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { ColouredLine } from '#app/_ui/coloured-line.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { scrollable } from '#app/_ui/page.tsx';
import { useColouredLines } from '#app/_ui/use-colours.ts';

/** A block of code in an answer: numbered, coloured when its grammar has come, to wrap, to keep as a file, to copy. */
export const CodeBox = memo(function CodeBox({ code, language }: { code: string; language: string | null }) {
  const t = useTranslations('chat');
  const [wrapped, setWrapped] = useState(false);
  const lines = useColouredLines(code, language);
  const name = language ?? t('code');
  return (
    <figure className="mb-3 overflow-hidden rounded-card border border-line bg-well">
      <figcaption className="flex min-h-9 items-center gap-x-2 gap-y-0.5 border-b border-line pr-1 pl-3 text-12 text-ink-3">
        <code className="truncate text-[12.5px] text-ink">{name}</code>
        <span className="whitespace-nowrap max-wide:hidden">{t('lines', { lines: lines.length })}</span>
        <span className="ml-auto" />
        <Button look="quiet" size="s" className="text-12" aria-pressed={wrapped} onClick={() => setWrapped(!wrapped)}>
          <Icon of={WrapText} size={14} />
          <span className="max-wide:sr-only">{t('wrap')}</span>
        </Button>
        <Button look="quiet" size="s" className="text-12" onClick={() => save(code, language)}>
          <Icon of={Download} size={14} />
          <span className="max-wide:sr-only">{t('download')}</span>
        </Button>
        <CopyButton text={code} label={t('copyCode')} className="text-12">
          {t('copy')}
        </CopyButton>
      </figcaption>
      <section
        aria-label={name}
        {...scrollable}
        className="scroll-thin overflow-x-auto py-2 font-mono text-[12.5px] leading-5 [tab-size:4]"
      >
        {[...lines.keys()].map((line) => (
          <div
            key={line}
            className={cn('grid min-h-5', wrapped ? 'grid-cols-[40px_minmax(0,1fr)]' : 'w-max min-w-full grid-cols-[40px_max-content]')}
          >
            <span aria-hidden="true" className="pr-3 text-right text-ink-3 select-none">
              {line + 1}
            </span>
            <span className={cn('pr-4', wrapped ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'whitespace-pre')}>
              <ColouredLine tokens={lines[line] ?? []} />
            </span>
          </div>
        ))}
      </section>
    </figure>
  );
});

function save(code: string, language: string | null): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([code], { type: 'text/plain' }));
  link.download = `answer.${language && /^\w{1,8}$/.test(language) ? language : 'txt'}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
