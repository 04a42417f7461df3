'use client';

import { Calendar, Search, X } from 'lucide-react';
import { useFormatter, useTimeZone, useTranslations } from 'next-intl';
import { Popover } from 'radix-ui';
import { type FormEvent, type ReactNode, type Ref, useEffect, useRef, useState } from 'react';
import { Button, buttonClass } from '#app/_ui/button.tsx';
import { Field, Input } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { type AuditFilter, emptyFilter, isFiltering, withRange } from './audit-filter.ts';
import { fromFieldText, toFieldText } from './zone-time.ts';

/** Typing is one view of the log, not one a letter: it is asked for after this rest. */
const TYPING_RESTS_MS = 400;

/** The search in the log, what the filter holds as chips that can be taken away, and the range of time. */
export function AuditQueryRow({
  searchRef,
  filter,
  filters,
  onChange,
}: {
  searchRef: Ref<HTMLInputElement>;
  filter: AuditFilter;
  /** What opens the other filters, where they have no column of their own. */
  filters: ReactNode;
  onChange: (filter: AuditFilter) => void;
}) {
  const t = useTranslations('audit');
  return (
    <search className="flex flex-none items-center gap-2 border-b border-line py-2 pr-3 pl-5 max-wide:overflow-x-auto max-wide:px-3 max-wide:[scrollbar-width:none]">
      <AuditSearch ref={searchRef} text={filter.text ?? ''} onChange={(text) => onChange(textTo(filter, text))} />
      {filters}
      <RangePicker filter={filter} onChange={onChange} />
      {isFiltering(filter) ? (
        <Button look="quiet" size="s" onClick={() => onChange(emptyFilter)}>
          {t('clear')}
        </Button>
      ) : null}
      <span className="ml-auto text-12 whitespace-nowrap text-ink-3 max-wide:hidden">{t('recorded')}</span>
    </search>
  );
}

function textTo(filter: AuditFilter, text: string): AuditFilter {
  const { text: _before, ...rest } = filter;
  return text.trim() === '' ? rest : { ...rest, text: text.trim() };
}

function AuditSearch({ ref, text, onChange }: { ref: Ref<HTMLInputElement>; text: string; onChange: (text: string) => void }) {
  const t = useTranslations('audit');
  const [typed, setTyped] = useState(text);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed.trim() === text) return;
    const timer = setTimeout(() => latest.current(typed), TYPING_RESTS_MS);
    return () => clearTimeout(timer);
  }, [typed, text]);
  return (
    <Input
      ref={ref}
      type="search"
      maxLength={200}
      aria-label={t('search')}
      placeholder={t('searchPlaceholder')}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) onChange(typed);
        if (event.key === 'Escape') event.currentTarget.blur();
      }}
      start={<Icon of={Search} size={14} className="text-ink-3" />}
      className="[&::-webkit-search-cancel-button]:hidden"
      boxClassName="h-7 w-auto flex-[1_1_220px] max-wide:h-9 max-wide:flex-[0_0_244px]"
      end={
        typed === '' ? null : (
          <button type="button" aria-label={t('remove', { what: typed })} onClick={() => onChange('')}>
            <Icon of={X} size={12} />
          </button>
        )
      }
    />
  );
}

function RangePicker({ filter, onChange }: { filter: AuditFilter; onChange: (filter: AuditFilter) => void }) {
  const t = useTranslations('audit');
  const format = useFormatter();
  const [open, setOpen] = useState(false);
  const words = (ms: number) => format.dateTime(new Date(ms), { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  const { fromMs, toMs } = filter;
  const label =
    fromMs !== undefined && toMs !== undefined
      ? t('range', { from: words(fromMs), to: words(toMs) })
      : fromMs !== undefined
        ? t('rangeFrom', { from: words(fromMs) })
        : toMs !== undefined
          ? t('rangeUntil', { to: words(toMs) })
          : t('setRange');
  const chosen = fromMs !== undefined || toMs !== undefined;
  return (
    <span className="inline-flex flex-none items-center">
      <Popover.Root open={open} onOpenChange={setOpen}>
        <Popover.Trigger
          className={buttonClass({ size: 's', class: `bg-well text-12 text-ink-2 ${chosen ? 'rounded-r-none border-r-0' : ''}` })}
        >
          <Icon of={Calendar} size={14} />
          {label}
        </Popover.Trigger>
        <Popover.Portal>
          <Popover.Content
            aria-label={t('setRange')}
            align="end"
            sideOffset={4}
            collisionPadding={8}
            className="z-50 w-72 animate-open rounded-card border border-line-firm bg-raised p-4 shadow-menu"
          >
            <RangeForm
              filter={filter}
              onChange={(next) => {
                setOpen(false);
                onChange(next);
              }}
            />
          </Popover.Content>
        </Popover.Portal>
      </Popover.Root>
      {chosen ? (
        <button
          type="button"
          aria-label={t('removeRange')}
          className={buttonClass({ size: 's', square: true, class: 'rounded-l-none border-l-0 bg-well text-ink-2' })}
          onClick={() => onChange(withRange(filter, null))}
        >
          <Icon of={X} size={12} />
        </button>
      ) : null}
    </span>
  );
}

function RangeForm({ filter, onChange }: { filter: AuditFilter; onChange: (filter: AuditFilter) => void }) {
  const t = useTranslations('audit');
  const zone = useTimeZone() ?? 'UTC';
  const [from, setFrom] = useState(toFieldText(filter.fromMs, zone));
  const [to, setTo] = useState(toFieldText(filter.toMs, zone));
  const fromMs = fromFieldText(from, zone);
  const toMs = fromFieldText(to, zone);
  const isWrong = fromMs !== undefined && toMs !== undefined && toMs <= fromMs;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isWrong) return;
    onChange({ ...withRange(filter, null), ...(fromMs !== undefined && { fromMs }), ...(toMs !== undefined && { toMs }) });
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Field label={t('from')}>
        {(ids) => <Input {...ids} type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />}
      </Field>
      <Field label={t('to')} error={isWrong ? t('rangeWrong') : undefined}>
        {(ids) => <Input {...ids} type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />}
      </Field>
      <div className="flex gap-2">
        <Button type="submit" size="s" look="ink" disabled={isWrong || (from === '' && to === '')}>
          {t('applyRange')}
        </Button>
        <Button size="s" look="quiet" onClick={() => onChange(withRange(filter, null))}>
          {t('dropRange')}
        </Button>
      </div>
    </form>
  );
}
