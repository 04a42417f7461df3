'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useFormatter, useTranslations } from 'next-intl';
import { type RefObject, useEffect } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { Chip } from '#app/_ui/chip.tsx';
import { cn } from '#app/_ui/class-names.ts';
import { outcomeTone, whatOf } from './record-words.ts';
import { useWho, useWord } from './use-who.ts';

export type AuditRow = Outputs['audit']['page'][number];

const ROW_PX = 28;
/** On phones a row has three short lines. */
const ROW_SMALL_PX = 69;
/** More is asked for when this many rows are left below. */
const AHEAD_ROWS = 30;

type TableProps = {
  rows: readonly AuditRow[];
  hasMore: boolean;
  isSmall: boolean;
  scroller: RefObject<HTMLElement | null>;
  /** Pixels above the table within what scrolls. */
  top: number;
  selected: number | null;
  onSelect: (index: number) => void;
  onMore: () => void;
  onShown: (first: number, last: number) => void;
};

/** The records, newest first, as many rows as the screen shows. On phones each is a block of two lines and a half. */
export function AuditTable(props: TableProps) {
  const { rows, hasMore, top, selected, onSelect } = props;
  const format = useFormatter();
  const list = useShownRows(props);
  const items = list.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  const dayOf = (time: string | undefined) => (time ? format.dateTime(new Date(time), { dateStyle: 'short' }) : '');
  // The day is said where there is more than one.
  const isOneDay = dayOf(rows[0]?.at) === dayOf(rows.at(-1)?.at) && !hasMore;
  return (
    <table aria-rowcount={hasMore ? -1 : rows.length + 1} className="w-full table-fixed border-collapse text-12 max-wide:block">
      <colgroup className="max-wide:hidden">
        <col className={isOneDay ? 'w-[116px]' : 'w-[166px]'} />
        <col className="w-[116px]" />
        <col className="w-[206px]" />
        <col />
        <col className="w-[92px]" />
        <col className="w-[76px]" />
      </colgroup>
      <TableHead newest={rows[0]?.at ?? ''} />
      <tbody className="max-wide:block">
        <Spacer height={first ? first.start - top : 0} />
        {items.map((item) => {
          const row = rows[item.index];
          return row ? (
            <Row
              key={item.key}
              row={row}
              showsDay={!isOneDay}
              place={item.index + 2}
              isSelected={row.index === selected}
              onSelect={() => onSelect(row.index)}
            />
          ) : null;
        })}
        <Spacer height={last ? list.getTotalSize() - (last.end - top) : 0} />
      </tbody>
    </table>
  );
}

/** Which rows are drawn; asks for more near the end, says what is in sight, and keeps the selected row there. */
function useShownRows({ rows, hasMore, isSmall, scroller, top, selected, onMore, onShown }: TableProps) {
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isSmall ? ROW_SMALL_PX : ROW_PX),
    overscan: 12,
    scrollMargin: top,
    scrollPaddingStart: ROW_PX,
    getItemKey: (at) => rows[at]?.index ?? at,
  });
  const lastDrawn = list.getVirtualItems().at(-1)?.index ?? 0;
  const at = selected === null ? -1 : rows.findIndex((row) => row.index === selected);
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at, { align: 'auto' });
  }, [at, list]);
  useEffect(() => {
    if (hasMore && lastDrawn >= rows.length - AHEAD_ROWS) onMore();
  }, [hasMore, lastDrawn, rows.length, onMore]);
  // Its numbers, not the range itself: that is another object each time.
  const firstShown = list.range?.startIndex;
  const lastShown = list.range?.endIndex;
  useEffect(() => {
    if (firstShown !== undefined && lastShown !== undefined) onShown(firstShown + 1, lastShown + 1);
  }, [firstShown, lastShown, onShown]);
  return list;
}

function TableHead({ newest }: { newest: string }) {
  const t = useTranslations('audit');
  const format = useFormatter();
  const zoned = newest === '' ? '' : format.dateTime(new Date(newest), { timeZoneName: 'short' });
  const zone = zoned.split(' ').at(-1) ?? '';
  return (
    <thead className="max-wide:sr-only">
      <tr>
        {(['time', 'who', 'action', 'what', 'outcome', 'record'] as const).map((name) => (
          <th
            key={name}
            scope="col"
            className="sticky top-0 z-10 border-b border-line bg-leaf px-3 pt-1.5 pb-[5px] text-left font-medium whitespace-nowrap text-ink-3 first:pl-4 last:pr-4 last:text-right"
          >
            {name === 'time' ? t('column.time', { zone }) : t(`column.${name}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Spacer({ height }: { height: number }) {
  return height > 0 ? (
    <tr className="max-wide:block" style={{ height }}>
      <td className="p-0 max-wide:block" />
    </tr>
  ) : null;
}

const cell = 'h-7 truncate border-b border-line px-3 py-[5px] first:pl-4 last:pr-4 max-wide:h-auto max-wide:border-0 max-wide:!p-0';

function Row({
  row,
  showsDay,
  place,
  isSelected,
  onSelect,
}: {
  row: AuditRow;
  showsDay: boolean;
  place: number;
  isSelected: boolean;
  onSelect: () => void;
}) {
  const t = useTranslations('audit');
  const format = useFormatter();
  const who = useWho();
  const word = useWord();
  const what = whatOf(row, { known: (key) => t.has(`what.${key}`), word, people: row.people });
  const tone = outcomeTone(row.outcome);
  const outcome = t.has(`outcome.${row.outcome}`) ? t(`outcome.${row.outcome}`) : row.outcome;
  const date = new Date(row.at);
  return (
    <tr
      aria-selected={isSelected}
      aria-rowindex={place}
      onClick={onSelect}
      className={cn(
        'cursor-pointer hover:bg-hover aria-selected:bg-verdigris-wash aria-selected:shadow-[inset_2px_0_var(--verdigris)]',
        'max-wide:grid max-wide:h-[69px] max-wide:grid-cols-[minmax(0,1fr)_auto] max-wide:content-center max-wide:gap-x-2 max-wide:gap-y-0.5 max-wide:border-b max-wide:border-line max-wide:px-3',
      )}
    >
      <td className={cn(cell, 'font-mono text-[11.5px] max-wide:order-4 max-wide:text-right max-wide:text-ink-3')}>
        <time dateTime={row.at} title={format.dateTime(date, { dateStyle: 'full', timeStyle: 'long' })}>
          {showsDay ? `${format.dateTime(date, { day: '2-digit', month: 'short' })} ` : ''}
          {format.dateTime(date, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 })}
        </time>
      </td>
      <td className={cn(cell, 'max-wide:order-3')}>{who(row.actor)}</td>
      <td className={cn(cell, 'font-mono text-[11.5px] max-wide:order-[-2] max-wide:text-12 max-wide:font-medium')}>
        <button
          type="button"
          className="max-w-full truncate"
          data-record={row.index}
          aria-label={t('openRecord', { action: row.action, index: row.index })}
        >
          {row.action}
        </button>
      </td>
      <td className={cn(cell, 'text-ink-2 max-wide:order-1 max-wide:col-span-2')}>{what ? t(`what.${what.key}`, what.values) : ''}</td>
      <td className={cn(cell, 'max-wide:order-[-1] max-wide:text-right')}>
        {tone === 'plain' ? (
          <span className="text-ink-3">{outcome}</span>
        ) : (
          <Chip tone={tone} className="-my-px h-[18px]">
            {outcome}
          </Chip>
        )}
      </td>
      <td className={cn(cell, 'text-right font-mono text-[11.5px] text-ink-3 max-wide:hidden')}>{format.number(row.index)}</td>
    </tr>
  );
}
