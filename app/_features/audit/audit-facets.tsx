'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import type { Outputs } from '#app/_data/outputs.ts';
import { FacetBox, FacetGroup } from '#app/_ui/facet.tsx';
import { type AuditFilter, toggleIn } from './audit-filter.ts';

type Facets = Outputs['audit']['facets'];
type Field = 'actions' | 'outcomes' | 'actorIds';

/** A group shows so many values until somebody asks for the rest. */
const SHOWN = 6;

/** What can be filtered by, with how many records each value has under the rest of the filter. */
export function AuditFacets({
  facets,
  filter,
  onChange,
}: {
  facets: Facets | undefined;
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}) {
  const t = useTranslations('audit');
  const nameAction = (action: string) => (t.has(`actions.${action}`) ? t(`actions.${action}`) : action);
  const nameOutcome = (outcome: string) => (t.has(`outcome.${outcome}`) ? t(`outcome.${outcome}`) : outcome);
  return (
    <div>
      <Group
        field="actions"
        title={t('facet.action')}
        values={facets?.actions}
        nameOf={(value) => nameAction(value.value)}
        {...{ filter, onChange }}
      />
      <Group
        field="outcomes"
        title={t('facet.outcome')}
        values={facets?.outcomes}
        nameOf={(value) => nameOutcome(value.value)}
        {...{ filter, onChange }}
      />
      <Group
        field="actorIds"
        title={t('facet.person')}
        values={facets && byFilter(facets.actors)}
        nameOf={({ value, label }) => (t.has(`kind.${value}`) ? t(`kind.${value}`) : label || value)}
        {...{ filter, onChange }}
      />
    </div>
  );
}

/** Who is no person is filtered by kind, whatever address, Unix user or part it was: one box stands for all that it shows. */
function byFilter(actors: Facets['actors']): Facets['actors'] {
  const kinds = new Set(['console', 'system', 'stranger']);
  const folded = actors.filter(({ value }) => !kinds.has(value));
  for (const kind of kinds) {
    const counts = actors.filter(({ value }) => value === kind).map(({ count }) => count);
    if (counts.length > 0) folded.push({ value: kind, label: kind, count: counts.reduce((sum, count) => sum + count) });
  }
  return folded.sort((a, b) => b.count - a.count);
}

function Group({
  field,
  title,
  values,
  nameOf,
  filter,
  onChange,
}: {
  field: Field;
  title: string;
  values: Facets['actions'] | undefined;
  nameOf: (value: Facets['actions'][number]) => string;
  filter: AuditFilter;
  onChange: (filter: AuditFilter) => void;
}) {
  const t = useTranslations('audit');
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const chosen = filter[field];
  // A chosen value that no record has any more stays, so that it can be taken away.
  const gone = chosen.filter((value) => !values?.some((one) => one.value === value)).map((value) => ({ value, label: value, count: 0 }));
  const all = values ? [...values, ...gone] : [];
  const shown = isOpen ? all : all.filter((one, at) => at < SHOWN || chosen.includes(one.value));
  const hidden = all.length - shown.length;
  if (values && all.length === 0) return null;
  return (
    <FacetGroup title={title}>
      <div id={id}>
        {shown.map((one) => (
          <FacetBox
            key={`${one.value} ${one.label}`}
            name={nameOf(one)}
            label={t('facetCount', { name: nameOf(one), count: one.count })}
            count={one.count}
            checked={chosen.includes(one.value)}
            onChange={() => onChange(toggleIn(filter, field, one.value))}
          />
        ))}
      </div>
      {hidden > 0 || isOpen ? (
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={id}
          className="mt-0.5 text-12 text-verdigris hover:underline"
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? t('fewer') : t('more', { count: hidden })}
        </button>
      ) : null}
    </FacetGroup>
  );
}
