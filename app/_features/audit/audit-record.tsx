'use client';

import { useQuery } from '@tanstack/react-query';
import { Check, ChevronDown, ChevronUp, X } from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'next-intl';
import { useFailureWords } from '#app/_data/failure.ts';
import type { Outputs } from '#app/_data/outputs.ts';
import { useTRPC } from '#app/_data/trpc.tsx';
import { IconButton } from '#app/_ui/button.tsx';
import { Chip } from '#app/_ui/chip.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { ErrorState } from '#app/_ui/error-state.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Skeleton } from '#app/_ui/skeleton.tsx';
import { wordLineRange } from '../viewer/line-range.ts';
import { viewerHref } from '../viewer/viewer-href.ts';
import { linesOfPassages, passagesByFile, type RecordedPassage } from './passages-by-file.ts';
import { RecordFields } from './record-fields.tsx';
import { RecordProof } from './record-proof.tsx';
import { isRecord } from './record-words.ts';
import type { AuditView } from './use-audit-view.ts';
import { useWho } from './use-who.ts';

type Found = Outputs['audit']['record'];
type Shown = { index: number; view: AuditView; onMove: (step: 1 | -1) => void };

/** One record: what it holds, what left a repository, and what proves it. */
export function AuditRecord({
  index,
  view,
  onMove,
  onClose,
}: Shown & {
  /** Absent where the sheet around it has the head and its own way out. */
  onClose?: (() => void) | undefined;
}) {
  const t = useTranslations('audit.record');
  const failure = useFailureWords();
  const found = useFound(index, view);
  return (
    <div className="text-12 [&>section]:border-b [&>section]:border-line [&>section]:px-5 [&>section]:py-4 [&>section:last-child]:border-0 max-margin:[&>section]:px-0 max-margin:[&>section:first-child]:pt-0">
      <section>
        {onClose ? (
          <div className="flex items-center gap-2">
            <RecordHead {...{ index, view, onMove }} />
            <CloseButton onClose={onClose} />
          </div>
        ) : null}
        {found.data ? <RecordLead record={found.data.record} /> : null}
      </section>
      {found.data ? (
        <RecordParts found={found.data} />
      ) : found.error ? (
        <section>
          <ErrorState error={failure(found.error)} />
        </section>
      ) : (
        <section>
          <Skeleton label={t('loading', { index })} widths={['60%', '85%', '40%', '70%', '55%']} />
        </section>
      )}
    </div>
  );
}

function useFound(index: number, view: AuditView) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.audit.record.queryOptions({ ...view.asked, index }),
    enabled: view.view.data !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A record's number, whether it is proven, and the ways to its neighbours. */
export function RecordHead({ index, view, onMove }: Shown) {
  const t = useTranslations('audit.record');
  const format = useFormatter();
  const found = useFound(index, view);
  return (
    <>
      <h2 className="min-w-0 truncate serif text-16">{t('title', { index: format.number(index) })}</h2>
      <span className="ml-auto flex flex-none items-center gap-1">
        {found.data ? <ProvenChip isProven={found.data.proof.isProven} /> : null}
        <IconButton label={t('newer')} size="xs" onClick={() => onMove(-1)}>
          <Icon of={ChevronUp} size={14} />
        </IconButton>
        <IconButton label={t('older')} size="xs" onClick={() => onMove(1)}>
          <Icon of={ChevronDown} size={14} />
        </IconButton>
      </span>
    </>
  );
}

function CloseButton({ onClose }: { onClose: () => void }) {
  const t = useTranslations('ui');
  return (
    <IconButton label={t('close')} size="xs" onClick={onClose}>
      <Icon of={X} size={14} />
    </IconButton>
  );
}

function ProvenChip({ isProven }: { isProven: boolean }) {
  const t = useTranslations('audit.record');
  return (
    <Chip tone={isProven ? 'ok' : 'bad'}>
      <Icon of={isProven ? Check : X} size={12} />
      {t(isProven ? 'proven' : 'notProven')}
    </Chip>
  );
}

function RecordLead({ record }: { record: Found['record'] }) {
  const t = useTranslations('audit.record');
  const format = useFormatter();
  const who = useWho();
  const at = format.dateTime(new Date(record.at), {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  });
  return <p className="mt-1 text-ink-2 [overflow-wrap:anywhere]">{t('lead', { action: record.action, who: who(record.actor), at })}</p>;
}

function RecordParts({ found }: { found: Found }) {
  const t = useTranslations('audit.record');
  const { record, proof } = found;
  const passages = passagesOf(record.details.passages);
  return (
    <>
      <RecordFields record={record} people={found.people} />
      <Passages words="left" passages={passages.filter(({ inPrompt }) => inPrompt)} />
      <Passages words="found" passages={passages.filter(({ inPrompt }) => !inPrompt)} />
      <section>
        <RecordProof index={record.index} proof={proof} />
        <div className="mt-2 flex gap-2">
          <CopyButton text={() => JSON.stringify({ record, proof }, null, 2)} label={t('copyJson')} look="plain">
            {t('copyJson')}
          </CopyButton>
        </div>
      </section>
    </>
  );
}

/** Passages of one kind: those that left a repository into a prompt, and those that were only found. */
function Passages({ words, passages }: { words: 'left' | 'found'; passages: readonly RecordedPassage[] }) {
  const t = useTranslations('audit.record');
  if (passages.length === 0) return null;
  return (
    <section>
      <h3 className="mb-2 font-semibold">
        {t(words)}{' '}
        <span className="font-normal text-ink-3">{t('leftCount', { passages: passages.length, lines: linesOfPassages(passages) })}</span>
      </h3>
      <ul>
        {passagesByFile(passages).map((file) => (
          <li key={`${file.repository} ${file.revision} ${file.path}`} className="flex min-h-6 items-baseline gap-2">
            <Link
              className="link min-w-0 truncate font-mono text-[11.5px] leading-6"
              title={file.path}
              href={viewerHref({ ...file, lines: file.ranges[0] ?? null })}
            >
              {file.path}
            </Link>
            <span className="ml-auto flex flex-wrap justify-end gap-x-1.5 text-ink-3">
              {file.ranges.map((range) => (
                <Link
                  key={wordLineRange(range)}
                  className="whitespace-nowrap text-ink-3 underline decoration-line-firm underline-offset-3 hover:decoration-current"
                  aria-label={t('openLines', { path: file.path, lines: wordLineRange(range) })}
                  href={viewerHref({ ...file, lines: range })}
                >
                  {wordLineRange(range)}
                </Link>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function passagesOf(value: unknown): RecordedPassage[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one) => {
    if (!isRecord(one)) return [];
    const { repository, revision, path, startLine, endLine, inPrompt } = one;
    const isPassage = typeof repository === 'string' && typeof revision === 'string' && typeof path === 'string';
    return isPassage && typeof startLine === 'number' && typeof endLine === 'number'
      ? [{ repository, revision, path, startLine, endLine, inPrompt: inPrompt === true }]
      : [];
  });
}
