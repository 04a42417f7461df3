'use client';

import { FileText, ListTree, MessageSquarePlus } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { useState } from 'react';
import { Banner } from '#app/_ui/banner.tsx';
import { ButtonLink, IconButton } from '#app/_ui/button.tsx';
import { EmptyState } from '#app/_ui/empty-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { scrollable } from '#app/_ui/page.tsx';
import { Sheet } from '#app/_ui/sheet.tsx';
import { byteWords } from '../repositories/byte-words.ts';
import { shortRevision } from '../repositories/revision-words.ts';
import { CodeLines } from './code-lines.tsx';
import { clipLineRange, type LineRange, wordLineRange } from './line-range.ts';
import type { AnswerSource } from './sources.ts';
import { SymbolList } from './symbol-list.tsx';
import type { ViewedFile } from './viewed-file.ts';
import type { ViewerAddress } from './viewer-path.ts';

/** A file: what is known of it, its text, and the symbols in it. */
export function FileView({
  address,
  file,
  range,
  source,
  onRange,
}: {
  address: ViewerAddress;
  file: ViewedFile;
  range: LineRange | null;
  source: AnswerSource | null;
  onRange: (range: LineRange | null) => void;
}) {
  const t = useTranslations('viewer');
  const [symbolsOpen, setSymbolsOpen] = useState(false);
  const [topLine, setTopLine] = useState(1);
  const total = file.lines.length;
  const shown = range && clipLineRange(range, total);
  const cited = source && clipLineRange({ start: source.startLine, end: source.endLine }, total);
  const isEmpty = total === 0 || (total === 1 && file.lines[0] === '');
  const symbols = <SymbolList symbols={file.symbols} line={shown?.start ?? topLine} onGo={(line) => onRange({ start: line, end: line })} />;
  return (
    <>
      <div className="flex min-w-0 flex-1 flex-col">
        <FileBar {...{ address, file, range: shown }}>
          <IconButton label={t('showSymbols')} className="margin:hidden" onClick={() => setSymbolsOpen(true)}>
            <Icon of={ListTree} size={14} />
          </IconButton>
        </FileBar>
        {range && !shown ? (
          <Banner tone="warn">{t('lineGone', { line: range.start, lines: total, revision: shortRevision(file.commit) })}</Banner>
        ) : null}
        {isEmpty ? (
          <EmptyState icon={FileText} title={t('empty')} className="flex-1" />
        ) : (
          <CodeLines
            path={address.path}
            lines={file.lines}
            range={shown}
            cited={cited}
            source={source}
            onRange={onRange}
            onTop={setTopLine}
          />
        )}
      </div>
      <aside
        aria-label={t('symbols')}
        {...scrollable}
        className="w-64 flex-none scroll-thin overflow-auto border-l border-line p-2 focus-visible:-outline-offset-2 max-margin:hidden"
      >
        {symbols}
      </aside>
      <Sheet title={t('symbols')} open={symbolsOpen} onOpenChange={setSymbolsOpen}>
        <SymbolList
          symbols={file.symbols}
          line={shown?.start ?? topLine}
          onGo={(line) => {
            setSymbolsOpen(false);
            onRange({ start: line, end: line });
          }}
        />
      </Sheet>
    </>
  );
}

function FileBar({
  address,
  file,
  range,
  children,
}: {
  address: ViewerAddress;
  file: ViewedFile;
  range: LineRange | null;
  children: React.ReactNode;
}) {
  const t = useTranslations('viewer');
  const format = useFormatter();
  const { path, repository } = address;
  const question = range ? t('question', { path, lines: wordLineRange(range) }) : t('questionFile', { path });
  const facts = [
    t('lines', { count: file.lines.length }),
    file.language,
    byteWords(file.sizeBytes, format.number),
    file.encoding === 'UTF-8' ? '' : t('readAs', { encoding: file.encoding }),
  ].filter(Boolean);
  return (
    <div className="flex h-10 flex-none items-center gap-2 border-b border-line pr-3 pl-4 text-12 text-ink-2">
      <p className="min-w-0 truncate">
        {facts.map((fact, at) => (
          <span key={fact} className={at === 2 ? 'max-wide:hidden' : ''}>
            {at > 0 ? <span className="px-2 text-ink-3">·</span> : null}
            {fact}
          </span>
        ))}
        {range ? (
          <>
            <span className="px-2 text-ink-3">·</span>
            {t('selected', { lines: wordLineRange(range) })}
          </>
        ) : null}
      </p>
      <span className="ml-auto flex flex-none items-center gap-1">
        <ButtonLink look="quiet" size="s" href={`/chat?${new URLSearchParams({ repo: repository, q: question })}`}>
          <Icon of={MessageSquarePlus} size={14} />
          <span className="max-wide:sr-only">{t(range ? 'ask' : 'askFile')}</span>
        </ButtonLink>
        {children}
      </span>
    </div>
  );
}
