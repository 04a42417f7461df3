'use client';

import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Card, CardBody, CardFoot, CardHead } from '#app/_ui/card.tsx';
import { Bar } from '#app/_ui/meter.tsx';
import { Table, Td, Th, Tr } from '#app/_ui/table.tsx';
import { byteWords } from './byte-words.ts';
import { coverageBar } from './coverage-bar.ts';
import type { Repository } from './repository.ts';

type Revision = NonNullable<Repository['revision']>;
type Coverage = NonNullable<Repository['coverage']>;

/** Files larger than this are not searched: the limit of the import. */
const INDEXED_FILE_LIMIT = '1 MiB';
/** Failed files shown until there are more. */
const FAILED_SHOWN = 20;

/** Every file of the revision, once: searched, skipped and why, failed and why. */
export function CoverageCard({ revision, coverage }: { revision: Revision; coverage: Coverage }) {
  const t = useTranslations('repositories.one');
  return (
    <Card aria-labelledby="coverage">
      <CardHead id="coverage" title={t('coverage')} note={<span className="max-wide:hidden">{t('coverageNote')}</span>} />
      <CoverageFigures revision={revision} />
      {coverage.skipped.length > 0 ? <SkippedTable skipped={coverage.skipped} /> : null}
      {coverage.failed.length > 0 ? <FailedList failed={coverage.failed} /> : null}
      <CardFoot>
        {revision.filesFailed > FAILED_SHOWN ? `${t('moreFailed', { count: revision.filesFailed - FAILED_SHOWN })} ` : ''}
        {coverage.skipped.length === 0 ? `${t('skipNothing')} ` : ''}
        {t('coverageFoot')}
      </CardFoot>
    </Card>
  );
}

const fills = { indexed: 1, skipped: 6, failed: 4 } as const;
const keyColours = { indexed: 'bg-chart-1', skipped: 'bg-chart-6', failed: 'bg-chart-4' } as const;

function CoverageFigures({ revision }: { revision: Revision }) {
  const t = useTranslations('repositories.one');
  const format = useFormatter();
  const parts = coverageBar(revision);
  const label = t('bar', { indexed: revision.filesIndexed, skipped: revision.filesSkipped, failed: revision.filesFailed });
  const bold = (words: ReactNode) => <b className="font-medium text-ink">{words}</b>;
  return (
    <CardBody>
      <Bar
        className="h-4 rounded-chip"
        label={label}
        parts={parts.map((part) => ({ name: part.kind, share: part.width / 100, fill: fills[part.kind] }))}
      />
      <div className="mt-3 flex flex-wrap gap-x-5 gap-y-2 text-12 text-ink-2">
        {parts.map((part) => (
          <span key={part.kind} className="inline-flex items-center gap-1.5">
            <span data-keep-colour="" className={`size-2 flex-none rounded-[2px] ${keyColours[part.kind]}`} />
            <span>{t.rich(part.kind, { count: part.files, percent: format.number(part.percent), b: bold })}</span>
          </span>
        ))}
        <span className="ml-auto text-ink-3 max-wide:ml-0">
          {t('sizes', { source: byteWords(revision.sourceBytes, format.number), index: byteWords(revision.indexBytes, format.number) })}
        </span>
      </div>
    </CardBody>
  );
}

function SkippedTable({ skipped }: { skipped: Coverage['skipped'] }) {
  const t = useTranslations('repositories.one');
  const format = useFormatter();
  return (
    <div className="border-t border-line">
      <Table>
        <thead>
          <tr>
            <Th>{t('skippedBecause')}</Th>
            <Th className="text-right">{t('filesColumn')}</Th>
            <Th className="text-right max-wide:hidden">{t('size')}</Th>
            <Th className="max-wide:hidden">{t('rule')}</Th>
            <Th>
              <span className="sr-only">{t('examples')}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {skipped.map(({ reason, files, bytes, examples }) => (
            <Tr key={reason}>
              <Td>{t(`reason.${reason}`, { limit: INDEXED_FILE_LIMIT })}</Td>
              <Td className="text-right">{format.number(files)}</Td>
              <Td className="text-right whitespace-nowrap max-wide:hidden">{byteWords(bytes, format.number)}</Td>
              <Td className="text-ink-2 max-wide:hidden">{t(`rules.${reason}`)}</Td>
              <Td className="text-right">
                <Examples paths={examples} />
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function Examples({ paths }: { paths: readonly string[] }) {
  const t = useTranslations('repositories.one');
  if (paths.length === 0) return null;
  return (
    <details className="text-12">
      <summary className="cursor-pointer list-none font-medium whitespace-nowrap text-ink-2 hover:text-ink">
        {t('exampleList', { count: paths.length })}
      </summary>
      <ul className="mt-1 grid gap-0.5 text-left">
        {paths.map((path) => (
          <li key={path} className="font-mono text-[11.5px] break-all text-ink-2">
            {path}
          </li>
        ))}
      </ul>
    </details>
  );
}

function FailedList({ failed }: { failed: Coverage['failed'] }) {
  const t = useTranslations('repositories.one');
  return (
    <ul aria-label={t('failedFiles')} className="border-t border-line">
      <li
        aria-hidden="true"
        className="grid min-h-7 grid-cols-[272px_minmax(0,1fr)] items-center gap-3 px-4 text-12 font-medium text-ink-3 max-wide:hidden"
      >
        <span>{t('failedColumn')}</span>
        <span>{t('failedReason')}</span>
      </li>
      {failed.slice(0, FAILED_SHOWN).map(({ path, reason }) => (
        <li
          key={path}
          className="grid min-h-9 grid-cols-[272px_minmax(0,1fr)] items-center gap-3 border-t border-line px-4 max-wide:grid-cols-1 max-wide:gap-0 max-wide:py-2"
        >
          <span className="truncate font-mono text-12" title={path}>
            {path}
          </span>
          <span className="text-ink-2 [overflow-wrap:anywhere]">{reason}</span>
        </li>
      ))}
    </ul>
  );
}
