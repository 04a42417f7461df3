'use client';

import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Chip } from '#app/_ui/chip.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { shortRevision } from '../repositories/revision-words.ts';
import type { AuditRow } from './audit-table.tsx';
import { isRecord, outcomeTone, scopeOf } from './record-words.ts';

const hiddenFields = new Set(['passages', 'repositoryIds']);

/** A record's details and its actor as names and values, decoded for reading; nothing is left out but what stands elsewhere. */
export function RecordFields({ record }: { record: AuditRow }) {
  const t = useTranslations('audit');
  const isBegun = record.outcome === 'intent';
  // What is only begun has counted nothing yet.
  const said = Object.entries(record.details).filter(
    ([name, value]) => !hiddenFields.has(name) && value !== '' && !(isBegun && value === 0),
  );
  const details = [...said.filter(([, value]) => !isId(value)), ...said.filter(([, value]) => isId(value))];
  const actor = Object.entries(record.actor).filter(([, value]) => value !== '');
  const outcome = t.has(`outcome.${record.outcome}`) ? t(`outcome.${record.outcome}`) : record.outcome;
  const tone = outcomeTone(record.outcome);
  return (
    <section>
      <h3 className="sr-only">{t('record.details')}</h3>
      <dl className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        <Fact name={t('column.outcome')}>{tone === 'bad' ? <Chip tone="bad">{outcome}</Chip> : outcome}</Fact>
        {details.map(([name, value]) => (
          <Fact key={name} name={t.has(`field.${name}`) ? t(`field.${name}`) : name}>
            <FieldValue name={name} value={value} />
          </Fact>
        ))}
        {actor.map(([name, value]) => (
          <Fact key={`actor ${name}`} name={t.has(`actorField.${name}`) ? t(`actorField.${name}`) : name}>
            {name === 'kind' && t.has(`kind.${value}`) ? t(`kind.${value}`) : <FieldValue name={name} value={value} />}
          </Fact>
        ))}
      </dl>
      {details.length === 0 ? <p className="mt-2 text-ink-3">{t('record.noDetails')}</p> : null}
    </section>
  );
}

/** Whether a value only names a row of ours. */
function isId(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value);
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function FieldValue({ name, value }: { name: string; value: unknown }) {
  const format = useFormatter();
  const scope = scopeOf(value);
  if (scope.length > 0) {
    return scope.map((one) => (
      <span key={`${one.repository} ${one.revision}`} className="block">
        {one.repository} @ <code title={one.revision}>{shortRevision(one.revision)}</code>
      </span>
    ));
  }
  if (typeof value === 'number') return format.number(value);
  if (typeof value === 'string' && /^[0-9a-f]{32,128}$/.test(value)) return <Digest name={name} hex={value} />;
  if (isId(value) || name === 'session') return <code>{String(value)}</code>;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(String).join(', ');
  if (isRecord(value)) {
    return Object.entries(value)
      .map(([key, inner]) => `${key} ${String(inner)}`)
      .join(', ');
  }
  return String(value);
}

/** A digest in groups of four, its middle left out; the whole of it can be copied. */
export function Digest({ name, hex }: { name: string; hex: string }) {
  const t = useTranslations('ui');
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code title={hex} className="truncate">
        {shortDigest(hex)}
      </code>
      <CopyButton text={hex} label={`${t('copy')}: ${name}`} size="xs" className="-my-1" />
    </span>
  );
}

/** `3fa9 77c2 … 81d0`. */
function shortDigest(hex: string): string {
  return `${hex.slice(0, 4)} ${hex.slice(4, 8)} … ${hex.slice(-4)}`;
}
