'use client';

import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Chip } from '#app/_ui/chip.tsx';
import { CopyButton } from '#app/_ui/copy-button.tsx';
import { shortRevision } from '../repositories/revision-words.ts';
import type { AuditRow } from './audit-table.tsx';
import { orderedDetails } from './record-order.ts';
import { isRecord, outcomeTone, scopeOf } from './record-words.ts';
import { useWho, useWord } from './use-who.ts';

const hiddenFields = new Set(['passages', 'repositoryIds']);
type People = AuditRow['people'];

/**
 * A record's details and its actor as names and values, decoded for reading, in the order that one asks: who, about what, how it ended,
 * digests, ids, and where it came from. Nothing is left out but what stands elsewhere.
 */
export function RecordFields({ record, people }: { record: Omit<AuditRow, 'people'>; people: People }) {
  const t = useTranslations('audit');
  const who = useWho();
  const isBegun = record.outcome === 'intent';
  // What is only begun has counted nothing yet.
  const isSaid = ([name, value]: [string, unknown]) => !hiddenFields.has(name) && value !== '' && !(isBegun && value === 0);
  const { userId } = record.details;
  const person = typeof userId === 'string' && userId !== record.actor.id ? people[userId] : undefined;
  const { about, ended } = orderedDetails({ ...(person !== undefined && { person }), ...record.details });
  const { name: _name, kind, id, ...claims } = record.actor;
  // Who is no person has no id of their own. The role is what the rest hangs on, and ids come last.
  const { role = '', ...origin } = { ...claims, ...(id !== kind && { id }) };
  const outcome = t.has(`outcome.${record.outcome}`) ? t(`outcome.${record.outcome}`) : record.outcome;
  const tone = outcomeTone(record.outcome);
  const facts = (fields: [string, unknown][]) =>
    fields.filter(isSaid).map(([name, value]) => (
      <Fact key={name} name={t.has(`field.${name}`) ? t(`field.${name}`) : name}>
        <FieldValue {...{ name, value, people }} />
      </Fact>
    ));
  return (
    <section>
      <h3 className="sr-only">{t('record.details')}</h3>
      <dl className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        <Fact name={t('actorField.name')}>{who(record.actor)}</Fact>
        <Fact name={t('actorField.kind')}>{t.has(`kind.${record.actor.kind}`) ? t(`kind.${record.actor.kind}`) : record.actor.kind}</Fact>
        {facts(about)}
        <Fact name={t('column.outcome')}>{tone === 'bad' ? <Chip tone="bad">{outcome}</Chip> : outcome}</Fact>
        {facts(ended)}
        {Object.entries({ role, ...origin })
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <Fact key={`actor ${name}`} name={t.has(`actorField.${name}`) ? t(`actorField.${name}`) : name}>
              <FieldValue {...{ name, value, people }} />
            </Fact>
          ))}
      </dl>
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

function FieldValue({ name, value, people }: { name: string; value: unknown; people: People }) {
  const t = useTranslations('audit');
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
  if (typeof value === 'boolean') return t(value ? 'record.yes' : 'record.no');
  if (typeof value === 'string' && /^[0-9a-f]{32,128}$/.test(value)) return <Digest name={name} hex={value} />;
  if (isId(value) || name === 'session' || name === 'sessionId') return <code>{String(value)}</code>;
  if (typeof value === 'string') return <Text {...{ name, text: value }} />;
  if (Array.isArray(value)) return value.map(String).join(', ');
  if (isRecord(value)) {
    const entries = Object.entries(value);
    if (entries.length === 0) return t('record.nothing');
    return entries.map(([key, inner]) => (
      <span key={key} className="block">
        {t.has(`field.${key}`) ? t(`field.${key}`) : key}: {key === 'actorIds' ? namesOf(String(inner), people) : String(inner)}
      </span>
    ));
  }
  return String(value);
}

/** A word of the log in the page's words where it has some: times, and the closed lists of reasons and kinds. */
function Text({ name, text }: { name: string; text: string }) {
  const word = useWord();
  const format = useFormatter();
  if (name.endsWith('At')) {
    return (
      <time dateTime={text} title={text}>
        {format.dateTime(new Date(text), { dateStyle: 'medium', timeStyle: 'short' })}
      </time>
    );
  }
  return word(name, text);
}

function namesOf(ids: string, people: People): string {
  return ids
    .split(' ')
    .map((id) => people[id] ?? id)
    .join(', ');
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
