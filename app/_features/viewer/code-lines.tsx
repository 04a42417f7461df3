'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useTranslations } from 'next-intl';
import { type CSSProperties, type MouseEvent, type RefObject, useEffect, useMemo, useRef } from 'react';
import { cn } from '#app/_ui/class-names.ts';
import { type CodeToken, languageOf } from '#app/_ui/highlight.ts';
import { scrollable } from '#app/_ui/page.tsx';
import { useColours } from '#app/_ui/use-colours.ts';
import { isLineInRange, type LineRange, selectLine } from './line-range.ts';
import type { AnswerSource } from './sources.ts';
import { longestLine } from './viewer-path.ts';

const LINE_PX = 20;
/** Columns shown of a line; the rest of a longer one is data, and would make the page slow. */
const SHOWN_COLUMNS = 2_000;

type Props = {
  path: string;
  lines: readonly string[];
  range: LineRange | null;
  cited: LineRange | null;
  source: AnswerSource | null;
  onRange: (range: LineRange | null) => void;
  onTop: (line: number) => void;
};

/** A file's text, as many lines as the screen shows. Cited and selected lines are marked; a click on a number selects its line. */
export function CodeLines({ path, lines, range, cited, source, onRange, onTop }: Props) {
  const t = useTranslations('viewer');
  const scroller = useRef<HTMLElement>(null);
  const wanted = range ?? cited;
  const list = useShownLines({ count: lines.length, scroller, wanted, onTop });
  const colours = useColours(lines, languageOf(path), (wanted?.start ?? 1) - 1);
  const width = useMemo(() => longestLine(lines, SHOWN_COLUMNS), [lines]);
  const onNumber = (event: MouseEvent, line: number) => {
    event.preventDefault();
    onRange(selectLine(range, line, event.shiftKey));
  };
  return (
    <section
      ref={scroller}
      aria-label={t('source', { lines: lines.length })}
      {...scrollable}
      className="min-h-0 flex-1 scroll-thin overflow-auto font-mono text-[12.5px] leading-5 [tab-size:4] focus-visible:-outline-offset-2 max-wide:text-12"
    >
      <div
        className="relative min-w-full [--gutter:calc(76px+var(--more))] max-wide:[--gutter:calc(60px+var(--more))]"
        style={{ height: list.getTotalSize(), width: `calc(var(--gutter) + ${width + 3}ch)`, ...moreGutter(lines.length) }}
      >
        {list.getVirtualItems().map((item) => {
          const line = item.index + 1;
          const isCited = isLineInRange(line, cited);
          return (
            <Line
              key={item.key}
              line={line}
              text={lines[item.index] ?? ''}
              tokens={colours(item.index)}
              top={item.start}
              mark={isCited && source?.state === 'unverified' ? 'unverified' : isCited || isLineInRange(line, range) ? 'on' : 'none'}
              flag={source && cited?.start === line ? source : null}
              onNumber={onNumber}
            />
          );
        })}
      </div>
    </section>
  );
}

/** Which lines are drawn: brings wanted ones into sight and says which is the topmost. */
function useShownLines({
  count,
  scroller,
  wanted,
  onTop,
}: {
  count: number;
  scroller: RefObject<HTMLElement | null>;
  wanted: LineRange | null;
  onTop: (line: number) => void;
}) {
  const list = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
    paddingStart: 8,
    paddingEnd: 8,
    initialOffset: () => Math.max(0, ((wanted?.start ?? 1) - 8) * LINE_PX),
  });
  const start = wanted?.start;
  const end = wanted?.end;
  useEffect(() => {
    const shown = list.range;
    if (start === undefined || end === undefined) return;
    // What is in sight stays where it is: only lines that are not are brought into it, a third from the top.
    if (shown && start - 1 >= shown.startIndex && Math.min(end, start + 20) - 1 <= shown.endIndex && (list.scrollOffset ?? 0) > 0) return;
    list.scrollToOffset(Math.max(0, (start - 1) * LINE_PX - (scroller.current?.clientHeight ?? 0) / 3));
  }, [start, end, list, scroller]);
  const top = list.range?.startIndex;
  useEffect(() => {
    if (top !== undefined) onTop(top + 1);
  }, [top, onTop]);
  return list;
}

/** The gutter holds a flag beside four digits; a number with more of them gets room for each. */
function moreGutter(lineCount: number): CSSProperties {
  return { '--more': `${Math.max(0, String(lineCount).length - 4)}ch` } as CSSProperties;
}

const marks = {
  none: '',
  on: 'bg-verdigris-wash',
  unverified: 'bg-ochre-wash',
} as const;

function Line({
  line,
  text,
  tokens,
  top,
  mark,
  flag,
  onNumber,
}: {
  line: number;
  text: string;
  tokens: CodeToken[] | undefined;
  top: number;
  mark: keyof typeof marks;
  flag: AnswerSource | null;
  onNumber: (event: MouseEvent, line: number) => void;
}) {
  const t = useTranslations('viewer');
  const isCut = text.length > SHOWN_COLUMNS;
  return (
    <div
      className={cn('absolute inset-x-0 top-0 grid h-5 grid-cols-[var(--gutter)_minmax(0,1fr)]', marks[mark])}
      style={{ transform: `translateY(${top}px)` }}
    >
      <span className="relative pr-4 text-right select-none max-wide:pr-2">
        {flag ? (
          <span
            className={cn(
              'absolute top-0.5 left-2 h-4 min-w-4 rounded-chip px-0.5 text-center font-sans text-11 font-semibold text-ink-inverse',
              flag.state === 'unverified' ? 'bg-ochre' : 'bg-verdigris',
            )}
          >
            <span className="sr-only">{t('flag', { number: flag.number })}</span>
            <span aria-hidden="true">{flag.number}</span>
          </span>
        ) : null}
        <a
          href={`#L${line}`}
          tabIndex={-1}
          aria-label={t('lineLabel', { line })}
          className={cn(
            'hover:text-ink hover:no-underline',
            mark === 'on' ? 'text-verdigris' : mark === 'unverified' ? 'text-ochre' : 'text-ink-3',
          )}
          onClick={(event) => onNumber(event, line)}
        >
          {line}
        </a>
      </span>
      <code className="text-[1em] whitespace-pre">
        {tokens && !isCut ? <Runs tokens={tokens} /> : text.slice(0, SHOWN_COLUMNS)}
        {isCut ? <span className="ml-2 font-sans text-12 text-ink-3">{t('cutLine', { count: text.length - SHOWN_COLUMNS })}</span> : null}
      </code>
    </div>
  );
}

function Runs({ tokens }: { tokens: readonly CodeToken[] }) {
  let column = 0;
  return tokens.map((token) => {
    const key = column;
    column += token.text.length;
    return token.colour === null ? (
      token.text
    ) : (
      <span key={key} style={{ color: token.colour }}>
        {token.text}
      </span>
    );
  });
}
