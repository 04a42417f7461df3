'use client';

import { Search, X } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { type FormEvent, type KeyboardEvent, type Ref, useState } from 'react';
import { IconButton } from '#app/_ui/button.tsx';
import { Input } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Segment } from '#app/_ui/segment.tsx';
import { shortRevision } from '../repositories/revision-words.ts';
import { type SearchState, searchKinds } from './search-params.ts';
import { RESULTS, type useSearch } from './use-search.ts';

type Props = {
  ref: Ref<HTMLInputElement>;
  state: SearchState;
  search: ReturnType<typeof useSearch>;
  onChange: (state: SearchState) => void;
  onDown: () => void;
};

/** The line of the query and how to take it; below it what was found where. Enter searches. */
export function SearchBox({ ref, state, search, onChange, onDown }: Props) {
  const t = useTranslations('search');
  const [text, setText] = useState(state.text);
  const take = (kind: SearchState['kind']) => onChange({ ...state, text, kind });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    take(state.kind);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') event.currentTarget.blur();
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    event.currentTarget.blur();
    onDown();
  };
  return (
    <search className="grid flex-none gap-2 border-b border-line px-5 py-3 max-wide:px-3 max-wide:py-2">
      <form onSubmit={submit}>
        <Input
          ref={ref}
          autoFocus={state.text === ''}
          aria-label={t('query')}
          placeholder={t('placeholder')}
          enterKeyHint="search"
          spellCheck={false}
          autoCapitalize="none"
          maxLength={1_000}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={onKeyDown}
          className="font-mono text-[14px]"
          boxClassName="h-10 pr-1.5 pl-3"
          start={<Icon of={Search} className="text-ink-3" />}
          end={
            <>
              <Kinds className="max-wide:hidden" kind={state.kind} onKind={take} isShort />
              {text === '' ? null : (
                <IconButton label={t('clear')} onClick={() => onChange({ ...state, text: '' })}>
                  <Icon of={X} size={14} />
                </IconButton>
              )}
            </>
          }
        />
      </form>
      <Kinds className="justify-self-start wide:hidden" kind={state.kind} onKind={take} />
      <FoundLine search={search} />
    </search>
  );
}

type KindsProps = { kind: SearchState['kind']; onKind: (kind: SearchState['kind']) => void; className: string; isShort?: boolean };

function Kinds({ kind, onKind, className, isShort = false }: KindsProps) {
  const t = useTranslations('search');
  const choices = searchKinds.map((one) => ({ value: one, label: isShort ? <KindLabel kind={one} /> : t(`kinds.${one}`) }));
  return <Segment className={className} label={t('kind')} value={kind} onChange={onKind} choices={choices} />;
}

function KindLabel({ kind }: { kind: (typeof searchKinds)[number] }) {
  const t = useTranslations('search');
  return (
    <span title={t(`kinds.${kind}`)}>
      <span aria-hidden="true" className="font-sans">
        {t(`kindMarks.${kind}`)}
      </span>
      <span className="sr-only">{t(`kinds.${kind}`)}</span>
    </span>
  );
}

function FoundLine({ search }: { search: ReturnType<typeof useSearch> }) {
  const t = useTranslations('search');
  const format = useFormatter();
  const { found } = search;
  return (
    <p role="status" className="flex min-h-4 flex-wrap items-baseline gap-x-2 text-12 text-ink-3">
      {found ? (
        <>
          <span className="font-semibold text-ink">{t('matches', { matches: found.shown, files: found.groups.length })}</span>
          {found.answer.results.length >= RESULTS ? <span>{t('most', { limit: RESULTS })}</span> : null}
          <span>{t('took', { ms: format.number(found.answer.tookMs) })}</span>
          {found.answer.scope.map((one) => (
            <span key={one.repository} className="text-ink-2">
              {found.answer.scope.length > 1 ? `${one.repository} @ ` : ''}
              <code>{shortRevision(one.revision)}</code>
            </span>
          ))}
        </>
      ) : (
        ' '
      )}
    </p>
  );
}
