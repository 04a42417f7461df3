'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { cn } from '#app/_ui/class-names.ts';
import { type FileSymbol, symbolAt } from './viewer-path.ts';

const ROW_PX = 28;

/** What a file defines, in order of lines; the one that the selection or the top of the page stands in is marked. */
export function SymbolList({ symbols, line, onGo }: { symbols: readonly FileSymbol[]; line: number; onGo: (line: number) => void }) {
  const t = useTranslations('viewer');
  const current = symbolAt(symbols, line);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: symbols.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  useEffect(() => {
    if (current >= 0) list.scrollToIndex(current, { align: 'auto' });
  }, [current, list]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <h2 className="flex px-2 pt-1 pb-2 text-12 font-medium text-ink-3">
        {t('symbols')}
        <span className="ml-auto">{symbols.length}</span>
      </h2>
      {symbols.length === 0 ? <p className="px-2 text-12 text-ink-3">{t('symbolsNone')}</p> : null}
      <div ref={scroller} className="min-h-0 flex-1 scroll-thin overflow-auto max-margin:max-h-[56dvh]">
        <ul className="relative" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const symbol = symbols[item.index];
            return symbol ? (
              <li key={item.key} className="absolute inset-x-0 top-0" style={{ transform: `translateY(${item.start}px)` }}>
                <SymbolRow symbol={symbol} isCurrent={item.index === current} onGo={() => onGo(symbol.line)} />
              </li>
            ) : null;
          })}
        </ul>
      </div>
    </div>
  );
}

function SymbolRow({ symbol, isCurrent, onGo }: { symbol: FileSymbol; isCurrent: boolean; onGo: () => void }) {
  const isValue = /variable|constant|macro|enum/i.test(symbol.kind);
  return (
    <button
      type="button"
      aria-current={isCurrent ? 'location' : undefined}
      title={`${symbol.kind} ${symbol.name}`}
      onClick={onGo}
      className={cn(
        'flex h-7 w-full items-center gap-2 rounded-control px-2 text-ink-2 hover:bg-hover focus-visible:-outline-offset-2',
        isCurrent && 'bg-pressed font-medium text-ink',
      )}
    >
      <span
        aria-hidden="true"
        className={cn(
          'size-4 flex-none rounded-chip bg-well text-center font-mono text-[10px] leading-4 font-semibold',
          isValue ? 'text-code-number' : 'text-code-type',
        )}
      >
        {symbol.kind.slice(0, 1).toLowerCase()}
      </span>
      <span className="sr-only">{symbol.kind} </span>
      <span className="min-w-0 flex-1 truncate font-mono text-12">{symbol.name}</span>
      <span className="text-12 text-ink-3">{symbol.line}</span>
    </button>
  );
}
