'use client';

import { useFormatter, useTranslations } from 'next-intl';
import { type PointerEvent, useState } from 'react';
import { type AuditFilter, withRange } from './audit-filter.ts';
import { busiestBin, type HistogramBin, type HistogramColumn, type HistogramSpan, layOutHistogram, rangeOfColumns } from './histogram.ts';

const view = { width: 720, height: 56 };

/** Records over time as columns; a drag over them is the range of time. The figures stand in a table behind it, for readers. */
export function AuditHistogram({
  bins,
  span,
  total,
  filter,
  onChange,
}: {
  bins: readonly HistogramBin[];
  span: HistogramSpan;
  total: number | undefined;
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}) {
  const t = useTranslations('audit');
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const dragged = drag && rangeOfColumns(bins, drag.from, drag.to, span.stepMs);
  const columns = layOutHistogram(bins, view, dragged ?? filter);
  const columnAt = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const at = Math.floor(((event.clientX - box.left) / Math.max(1, box.width)) * bins.length);
    return Math.min(bins.length - 1, Math.max(0, at));
  };
  return (
    <figure className="flex-none border-b border-line px-4 pt-2 pb-1">
      <figcaption className="flex flex-wrap gap-x-4 gap-y-1 pb-1 text-12 text-ink-2">
        <span className="font-semibold text-ink" role="status">
          {total === undefined ? ' ' : t('records', { count: total })}
        </span>
        <Key fill="bg-chart-1">{t('histogram.inRange')}</Key>
        <Key fill="bg-chart-6">{t('histogram.outside')}</Key>
        <Key fill="bg-chart-4">{t('histogram.refused')}</Key>
        <span aria-hidden="true" className="ml-auto text-ink-3 max-wide:hidden">
          {t('histogram.hint')}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${view.width} ${view.height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
        data-keep-colour=""
        className="block h-14 w-full cursor-crosshair touch-pan-y"
        onPointerDown={(event) => {
          if (bins.length === 0 || event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: columnAt(event), to: columnAt(event) });
        }}
        onPointerMove={(event) => drag && setDrag({ ...drag, to: columnAt(event) })}
        onPointerCancel={() => setDrag(null)}
        onPointerUp={() => {
          if (dragged) onChange(withRange(filter, dragged));
          setDrag(null);
        }}
      >
        {columns.map((column) => (
          <Column key={column.fromMs} column={column} />
        ))}
        <line x1="0" x2={view.width} y1={view.height} y2={view.height} stroke="var(--line-firm)" />
      </svg>
      <Axis span={span} />
      <HistogramWords bins={bins} span={span} />
    </figure>
  );
}

function Column({ column }: { column: HistogramColumn }) {
  return (
    <>
      <rect
        x={column.x}
        y={column.y}
        width={column.width}
        height={column.height}
        className={column.isInRange ? 'fill-chart-1' : 'fill-chart-6'}
      />
      <rect x={column.x} y={column.refusedY} width={column.width} height={column.refusedHeight} className="fill-chart-4" />
    </>
  );
}

function Key({ fill, children }: { fill: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span data-keep-colour="" className={`size-2 flex-none rounded-[2px] ${fill}`} />
      {children}
    </span>
  );
}

function Axis({ span }: { span: HistogramSpan }) {
  const format = useFormatter();
  const isDays = span.toMs - span.fromMs > 2 * 86_400_000;
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => span.fromMs + share * (span.toMs - span.fromMs));
  return (
    <div aria-hidden="true" className="flex justify-between pt-0.5 text-11 text-ink-3">
      {marks.map((ms) => (
        <span key={ms}>
          {format.dateTime(new Date(ms), isDays ? { day: 'numeric', month: 'short' } : { hour: '2-digit', minute: '2-digit' })}
        </span>
      ))}
    </div>
  );
}

/** The same figures for readers: one sentence, and a table of the steps that have a record. */
function HistogramWords({ bins, span }: { bins: readonly HistogramBin[]; span: HistogramSpan }) {
  const t = useTranslations('audit.histogram');
  const format = useFormatter();
  const at = (ms: number) => format.dateTime(new Date(ms), { dateStyle: 'medium', timeStyle: 'short' });
  const busiest = busiestBin(bins);
  const records = bins.reduce((sum, bin) => sum + bin.records, 0);
  return (
    <div className="sr-only">
      <p>
        {t('label', {
          records,
          from: at(span.fromMs),
          to: at(span.toMs),
          most: busiest?.records ?? 0,
          at: at(busiest?.fromMs ?? span.fromMs),
        })}
      </p>
      <table>
        <caption>{t('table')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('time')}</th>
            <th scope="col">{t('records')}</th>
            <th scope="col">{t('refused')}</th>
          </tr>
        </thead>
        <tbody>
          {bins
            .filter((bin) => bin.records > 0)
            .map((bin) => (
              <tr key={bin.fromMs}>
                <td>{at(bin.fromMs)}</td>
                <td>{bin.records}</td>
                <td>{bin.refused}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
