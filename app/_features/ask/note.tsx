'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { CSSProperties, ReactNode } from 'react';
import { cn } from '#app/_ui/class-names.ts';
import { wordLineRange } from '../viewer/line-range.ts';
import { citeClass } from './cite-chip.tsx';
import { Excerpt } from './excerpt.tsx';
import type { CitationState, Note } from './notes.ts';
import type { Passage } from './passage.ts';
import { passageHref } from './passage-href.ts';
import { ReasonWords } from './reason-words.tsx';
import { useSources } from './sources-context.tsx';

/** Of the cited lines, as many as a note shows: the same for each, so that notes do not jump when one closes as the next opens. */
const NOTE_LINES = 3;

/** A source that is cited: where it is, how the citation was checked. */
export function CitedNote({
  note,
  answerId,
  style,
  className,
}: {
  note: Note<Passage>;
  answerId: string;
  style?: CSSProperties;
  className?: string;
}) {
  return (
    <NoteFrame
      number={note.number}
      state={note.state}
      detail={note.state === 'verified' ? note.detail : ''}
      passage={note.passage}
      answerId={answerId}
      style={style}
      className={className}
    >
      <ReasonWords mark={note} symbol={note.passage?.symbol} />
    </NoteFrame>
  );
}

/** A passage that was found, cited or not. */
export function PassageNote({ passage, answerId, state }: { passage: Passage; answerId: string; state: CitationState | null }) {
  const t = useTranslations('ask');
  return (
    <NoteFrame number={passage.number} state={state ?? 'checking'} detail={passage.symbol ?? ''} passage={passage} answerId={answerId}>
      <p className="flex min-h-4 items-baseline gap-1.5 text-12 text-ink-2">
        {passage.symbol ? <code className="min-w-0 truncate">{passage.symbol}</code> : null}
        <span className="flex-none">{state ? t(`state.${state}`) : null}</span>
        <InPrompt passage={passage} />
      </p>
    </NoteFrame>
  );
}

/** An unverified source keeps its own colour while the reader is at it. */
function lineOf(state: CitationState): string {
  return state === 'unverified' ? 'border-ochre-line' : 'border-verdigris-line';
}

/** Whether the model was given these lines, quietly; nothing where none was given any. */
function InPrompt({ passage: { inPrompt } }: { passage: Passage }) {
  const t = useTranslations('ask');
  if (inPrompt == null) return null;
  return <span className="ml-auto flex-none text-ink-3">{t(inPrompt ? 'inPrompt' : 'notInPrompt')}</span>;
}

function NoteFrame({
  number,
  state,
  detail,
  passage,
  answerId,
  style,
  className,
  children,
}: {
  number: number;
  state: CitationState;
  detail: string;
  passage: Passage | null;
  answerId: string;
  style?: CSSProperties | undefined;
  className?: string | undefined;
  children: ReactNode;
}) {
  const t = useTranslations('ask');
  const { active, setActive } = useSources();
  const isActive = active?.answerId === answerId && active.number === number;
  const light = () => setActive({ answerId, number });
  return (
    <li
      data-note={number}
      style={style}
      className={cn(
        '-ml-2 rounded-control px-2 py-1.5 hover:bg-hover max-margin:-mr-2',
        isActive && (state === 'unverified' ? 'bg-ochre-wash hover:bg-ochre-wash' : 'bg-verdigris-wash hover:bg-verdigris-wash'),
        className,
      )}
      onMouseEnter={light}
      onFocus={light}
    >
      <p className="flex items-center gap-1.5 font-mono text-12 font-medium tracking-[-0.01em]">
        <span
          aria-hidden="true"
          className={cn(citeClass(state, isActive), 'min-w-[18px] flex-none px-0 py-0 text-center font-sans leading-4')}
        >
          {number}
        </span>
        {passage ? (
          <Link href={passageHref(passage, answerId)} prefetch={false} className="flex min-w-0 items-center gap-1.5 text-ink">
            <span className="sr-only">{t('source', { number })}</span>
            <span className="truncate [direction:rtl]">
              <bdi>{passage.path}</bdi>
            </span>
            <span className="font-normal whitespace-nowrap text-ink-3">
              {wordLineRange({ start: passage.startLine, end: passage.endLine })}
            </span>
          </Link>
        ) : (
          <span className="text-ink-2">{t('noPassage', { number })}</span>
        )}
      </p>
      <div className="mt-1 ml-6">
        {isActive && passage ? (
          <Excerpt {...{ answerId, passage, detail }} atMost={NOTE_LINES} className={cn('bg-leaf', lineOf(state))} />
        ) : null}
        {children}
      </div>
    </li>
  );
}
