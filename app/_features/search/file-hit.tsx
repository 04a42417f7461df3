'use client';

import { FileCode } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { Chip } from '#app/_ui/chip.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { type CodeToken, languageOf } from '#app/_ui/highlight.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { useColours } from '#app/_ui/use-colours.ts';
import { viewerHref } from '../viewer/viewer-href.ts';
import { type Marker, piecesOf } from './marks.ts';
import { type FileGroup, firstLines, type LineRun, sharedIndent, withoutIndent } from './result-groups.ts';

/** Lines of a file shown until somebody asks for more. */
const SHOWN_LINES = 9;

/** What was found in one file: its lines with the matches marked, without the indent that they share. */
export function FileHit({
  id,
  group,
  marker,
  isSelected,
  showsRepository,
  onSelect,
}: {
  id: string;
  group: FileGroup;
  marker: Marker;
  isSelected: boolean;
  showsRepository: boolean;
  onSelect: () => void;
}) {
  const t = useTranslations('search');
  const [showsAll, setShowsAll] = useState(false);
  const { repository, revision, path } = group;
  const cut = firstLines(group.runs, showsAll ? Number.POSITIVE_INFINITY : SHOWN_LINES);
  const best = group.passages[0];
  return (
    <>
      <article
        id={id}
        aria-current={isSelected ? 'true' : undefined}
        onPointerDown={onSelect}
        className={cn(
          'mb-3 scroll-my-3 overflow-hidden rounded-card border border-line',
          isSelected && 'border-verdigris shadow-[0_0_0_1px_var(--verdigris)]',
        )}
      >
        <header className="flex h-9 items-center gap-2 border-b border-line bg-well px-3">
          <Icon of={FileCode} size={14} className="text-ink-3" />
          {showsRepository ? <span className="flex-none text-12 text-ink-3">{repository}</span> : null}
          <Link
            title={t('openFile', { path, repository })}
            className="min-w-0 truncate font-mono text-[12.5px] font-medium text-ink"
            href={viewerHref({ repository, revision, path, lines: best ? { start: best.startLine, end: best.endLine } : null })}
          >
            {path}
          </Link>
          {group.symbols.slice(0, 2).map((symbol) => (
            <Chip key={symbol} mono className="max-w-48 min-w-0 max-wide:hidden">
              <span className="truncate">{symbol}</span>
            </Chip>
          ))}
          <span className="ml-auto text-12 whitespace-nowrap text-ink-3">{t('inFile', { count: group.passages.length })}</span>
        </header>
        <Lines group={group} runs={cut.runs} marker={marker} />
      </article>
      {cut.left > 0 ? (
        <p className="-mt-1 mb-3 ml-3 text-12">
          <button type="button" className="link" onClick={() => setShowsAll(true)}>
            {t('showMore', { count: cut.left, path })}
          </button>
        </p>
      ) : null}
    </>
  );
}

function Lines({ group, runs, marker }: { group: FileGroup; runs: readonly LineRun[]; marker: Marker }) {
  const { repository, revision, path } = group;
  const indent = useMemo(() => sharedIndent(group.runs), [group.runs]);
  const texts = useMemo(() => group.runs.flatMap((run) => run.lines.map((line) => withoutIndent(line, indent))), [group.runs, indent]);
  const colours = useColours(texts, languageOf(path), 0);
  let at = -1;
  return (
    <div className="py-1 font-mono text-[12.5px] leading-5 [tab-size:4] max-wide:text-12">
      {runs.map((run, nth) => (
        <div key={run.startLine} className={nth > 0 ? 'mt-1 border-t border-line pt-1' : ''}>
          {run.lines.map((_, offset) => {
            const line = run.startLine + offset;
            at += 1;
            const text = texts[at] ?? '';
            return (
              <Link
                key={line}
                tabIndex={-1}
                href={viewerHref({ repository, revision, path, lines: { start: line, end: line } })}
                className="grid grid-cols-[52px_minmax(0,1fr)] text-ink hover:bg-hover hover:no-underline max-wide:grid-cols-[44px_minmax(0,1fr)]"
              >
                <span className="pr-4 text-right text-ink-3 select-none max-wide:pr-2">{line}</span>
                <code className="mr-3 overflow-hidden text-[1em] text-ellipsis whitespace-pre">
                  <MarkedLine text={text} tokens={colours(at)} marker={marker} />
                </code>
              </Link>
            );
          })}
        </div>
      ))}
    </div>
  );
}

function MarkedLine({ text, tokens, marker }: { text: string; tokens: CodeToken[] | undefined; marker: Marker }) {
  const pieces = piecesOf(tokens ?? [{ text, colour: null }], marker(text));
  let column = 0;
  return pieces.map((piece) => {
    const key = column;
    column += piece.text.length;
    // Colours of code are too faint on a mark in the dark.
    const colour = piece.isMarked ? 'var(--ink)' : piece.colour;
    const style = colour === null ? undefined : { color: colour };
    return piece.isMarked ? (
      <mark key={key} style={style}>
        {piece.text}
      </mark>
    ) : (
      <span key={key} style={style}>
        {piece.text}
      </span>
    );
  });
}
